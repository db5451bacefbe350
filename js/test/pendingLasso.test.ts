/** What a lasso holds is found out while other things happen: no label goes to other cells than those seen. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type ReadonlySignal, signal } from "@preact/signals";
import { cellsInPolygons } from "../src/geometry/lasso";
import { createSelection } from "../src/store/selection/selection";
import { createRpc } from "../src/wire/rpc";
import { kernel } from "./kernel";
import { bits, N, NOTHING, over, said, turn, XY } from "./opened";

/** A selection whose lassos are looked at when a test says so. */
function slow() {
  const python = kernel();
  const lifetime = new AbortController().signal;
  const looks: (() => void)[] = [];
  const rpc = createRpc(python.model, lifetime);
  const selection = createSelection(
    rpc,
    {
      data: { onOpened: () => {} },
      nCells: () => N,
      embedding: () => "X_umap",
      coordinatesOf: () => XY,
      inside: (xy, polygons, wanted = () => true) =>
        new Promise((done) => looks.push(() => done(wanted() ? cellsInPolygons(xy, polygons) : null))),
      layer: () => "X",
      afterPicture: (go) => go(),
      passing: () => null,
      plain: (where) => where,
      part: signal(null) as ReadonlySignal<null>,
    },
    lifetime,
  );
  const shown = () => [...(selection.mask.value ?? [])].flatMap((bit, i) => (bit ? [i] : []));
  const meant = () => selection.sure().then((mask) => [...(mask ?? [])].flatMap((bit, i) => (bit ? [i] : [])));
  const found = async () => {
    looks.shift()?.();
    await turn();
  };
  return { python, selection, shown, meant, found };
}

test("it is sent at once, and is no target until its cells are known", async () => {
  const { python, selection, shown, meant, found } = slow();
  void selection.lasso(over(0, 3), "replace");
  await turn();
  assert.deepEqual(python.sent.at(-1)?.lasso, [over(0, 3)]);
  assert.ok(selection.unsure.value);
  let labelled: number[] | null = null;
  void meant().then((cells) => {
    labelled = cells;
  });
  await turn();
  assert.equal(labelled, null, "a label waits");
  await found();
  assert.deepEqual(shown(), [0, 1, 2, 3]);
  assert.deepEqual(labelled, [0, 1, 2, 3]);
  assert.ok(!selection.unsure.value && !selection.settled.value, "the page knows, Python has not confirmed");
});

test("what is done meanwhile is shown after it, in the order in which it was done", async () => {
  const { selection, shown, found } = slow();
  void selection.lasso(over(0, 3), "replace");
  void selection.lasso(over(3, 5), "add");
  void selection.invert();
  void selection.lasso(over(7, 7), "subtract");
  await turn();
  assert.deepEqual(shown(), []);
  await found();
  assert.deepEqual(shown(), [0, 1, 2, 3]);
  await found();
  await found();
  assert.deepEqual(shown(), [6]);
  assert.ok(!selection.unsure.value);
});

test("Python may be faster: what the page finds out then changes nothing", async () => {
  const { python, selection, shown, meant, found } = slow();
  void selection.lasso(over(0, 3), "replace");
  const target = meant();
  const told = said(2, [{ mode: "replace", lasso: [over(0, 3)], basis: "X_umap" }]);
  python.tell({ ...told, request: python.sent.at(-1)?.id }, bits(0, 1));
  await python.answer("select", { n: 2 });
  assert.deepEqual(await target, [0, 1]);
  await found();
  assert.deepEqual(shown(), [0, 1]);
  python.tell({ ...NOTHING, event: "selection" });
  assert.deepEqual(shown(), []);
});

test("a label that waits is refused when the selection changes once more", async () => {
  const { selection, meant, found } = slow();
  void selection.lasso(over(0, 3), "replace");
  const refused = assert.rejects(meant(), /changed before/);
  void selection.clear();
  await found();
  await refused;
});

test("a kernel that is gone is not needed", async () => {
  const { python, selection, shown, meant, found } = slow();
  python.gone = true;
  const done = selection.lasso(over(0, 3), "replace");
  await turn();
  const target = meant();
  await found();
  await done;
  assert.deepEqual(await target, [0, 1, 2, 3]);
  const more = selection.lasso(over(5, 5), "add");
  python.lose();
  await found();
  await more;
  assert.deepEqual(shown(), [0, 1, 2, 3, 5]);
  // what only the kernel could tell, done after a lasso that is being looked at: the lasso stays
  const both = [selection.lasso(over(6, 6), "replace"), assert.rejects(selection.undo(), /only it can tell/)];
  await found();
  await Promise.all(both);
  assert.deepEqual(shown(), [6]);
});

test("what Python refuses is taken back, also where the page has yet to find out", async () => {
  const { python, selection, shown, found } = slow();
  const refused = assert.rejects(selection.lasso(over(0, 3), "replace"), /finite/);
  await python.refuse("select", "A polygon of finite numbers is needed.");
  await refused;
  await found();
  assert.deepEqual(shown(), []);
});
