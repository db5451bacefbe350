import assert from "node:assert/strict";
import { test } from "node:test";
import { combine, countsBy } from "../src/store/data/masks";
import { encodeCells } from "../src/wire/cells";
import { bits, N, openStore, over, said } from "./opened";

test("modes combine as sets do", () => {
  const [now, found] = [Uint8Array.of(1, 1, 0, 0), Uint8Array.of(0, 1, 1, 0)];
  assert.deepEqual([...combine(now, found, "replace")], [0, 1, 1, 0]);
  assert.deepEqual([...combine(now, found, "add")], [1, 1, 1, 0]);
  assert.deepEqual([...combine(now, found, "subtract")], [1, 0, 0, 0]);
  assert.deepEqual([...combine(now, found, "intersect")], [0, 1, 0, 0]);
  assert.deepEqual([...combine(null, found, "subtract")], [0, 0, 0, 0]);
});

test("cells are counted by code, be they few, many or of many codes", () => {
  for (const [n, size] of [
    [0, 3],
    [7, 3],
    [1003, 256],
    [1003, 65536],
  ] as const) {
    const codes = Uint16Array.from({ length: n }, (_, i) => (i * i) % size);
    const mask = Uint8Array.from({ length: n }, (_, i) => +(i % 3 === 0));
    const plain = new Uint32Array(size);
    for (let i = 0; i < n; i++) plain[codes[i] as number] += mask[i] as number;
    assert.deepEqual(countsBy(codes, mask, size), plain);
  }
});

test("a lasso selects at once and is sent; the event while it waits changes nothing on screen", async () => {
  const { python, store, selected } = await openStore();
  void store.selection.lasso(over(0, 3), "replace");
  void store.selection.lasso(over(2, 5), "subtract");
  assert.deepEqual(selected(), [0, 1]);
  assert.deepEqual(python.sent.at(-1)?.lasso, [over(2, 5)]);
  assert.equal(python.sent.at(-1)?.basis, "X_umap");
  const [one, two] = [
    { mode: "replace", lasso: [over(0, 3)], basis: "X_umap" },
    { mode: "subtract", lasso: [over(2, 5)], basis: "X_umap" },
  ];
  python.tell(said(4, [one]), bits(0, 1, 2, 3));
  await python.answer("select", { n: 4 });
  assert.deepEqual(selected(), [0, 1], "one request is still unanswered");
  python.tell(said(2, [one, two]), bits(0, 1));
  await python.answer("select", { n: 2 });
  assert.deepEqual(selected(), [0, 1]);
  assert.deepEqual(
    store.selection.picks.value.steps.map(({ mode }) => mode),
    ["replace", "subtract"],
  );
});

test("what Python refuses is taken back; what it says is shown", async () => {
  const { python, store, selected } = await openStore();
  const refused = assert.rejects(store.selection.lasso(over(0, 3), "replace"), /finite/);
  await python.refuse("select", "A polygon of finite numbers is needed.");
  await refused;
  assert.deepEqual(selected(), []);
  python.tell(said(2, [{ mode: "replace", n_cells: 2 }]), bits(6, 7));
  assert.deepEqual(selected(), [6, 7]);
  assert.deepEqual(store.selection.picks.value.steps, [{ mode: "replace", nCells: 2 }]);
});

test("filters narrow at once, count under each other, and follow what Python says", async () => {
  const { python, store, selected } = await openStore();
  const louvain = Uint8Array.of(1, 1, 1, 1, 0, 0, 0, 0);
  void store.filters.set("louvain", { kind: "only", names: ["1"] });
  assert.deepEqual(
    python.sent.slice(-2).map(({ kind }) => kind),
    ["column", "filter"],
    "what is filtered by is fetched",
  );
  assert.deepEqual(selected(), [], "until then Python's word counts");
  await python.answer("column", { kind: "category", dtype: "uint8", levels: ["1"] }, louvain);
  assert.deepEqual(selected(), [0, 1, 2, 3]);
  void store.selection.lasso(over(2, 6), "replace");
  assert.deepEqual(selected(), [2, 3]);
  assert.deepEqual([...(store.filters.counts("cell_type").value ?? [])], [[0, 2]]);
  assert.deepEqual(
    [...(store.filters.counts("louvain").value ?? [])],
    [
      [0, 3],
      [1, 2],
    ],
  );
  assert.equal(store.filters.shows("louvain", "1"), true);
  assert.equal(store.filters.shows("louvain", null), false);
  const lasso = { mode: "replace", lasso: [over(2, 6)], basis: "X_umap" };
  const both = Uint8Array.of(0b1110000, 0b1111100);
  python.tell(said(3, [lasso], { louvain: { not: ["1"] } }), both);
  await python.answer("filter", { n: 3 });
  assert.deepEqual(selected(), [2, 3], "one request is still unanswered");
  await python.answer("select", { n: 2 });
  assert.deepEqual(selected(), [4, 5, 6]);
});

test("a lasso round no cell selects none, also under a filter", async () => {
  const { python, store, selected } = await openStore();
  void store.filters.set("cell_type", { kind: "not", names: ["B cell"] });
  assert.equal(selected().length, N);
  void store.selection.lasso(over(20, 30), "replace");
  assert.deepEqual(selected(), []);
  assert.equal(store.selection.active.value, true);
  assert.equal(store.selection.mask.value, null);
  assert.deepEqual(python.sent.at(-2)?.wanted, { not: ["B cell"] });
});

test("cells that get an excluded label leave the selection", async () => {
  const { python, store, selected } = await openStore();
  void store.filters.set("cell_type", { kind: "not", names: ["B cell"] });
  const { cells, buffer } = encodeCells(Uint8Array.of(1, 1, 0, 0, 0, 0, 0, 0));
  const parts = [{ category: 1, code: 1, cells }];
  python.tell({ event: "codes", base: 3, revision: 4, parts }, new Uint8Array(buffer));
  assert.deepEqual(selected(), [2, 3, 4, 5, 6, 7]);
});

test("when nothing is under way Python's word counts, whatever this page would make of it", async () => {
  const { python, store, selected } = await openStore();
  python.tell(said(2, [], { cell_type: { not: ["B cell"] } }), bits(6, 7));
  assert.deepEqual(selected(), [6, 7]);
  assert.equal(store.selection.unsure.value, false);
});

test("a reply that got lost holds nothing up: the event of the request is its answer", async () => {
  const { python, store, selected } = await openStore();
  void store.selection.lasso(over(0, 3), "replace");
  void store.selection.lasso(over(6, 7), "add");
  const { id } = python.sent.at(-1) as { id: string };
  const steps = [
    { mode: "replace", lasso: [over(0, 3)], basis: "X_umap" },
    { mode: "add", lasso: [over(6, 7)], basis: "X_umap" },
  ];
  python.tell({ ...said(6, steps), request: id }, bits(0, 1, 2, 3, 6, 7));
  python.tell(said(1, [{ mode: "replace", n_cells: 1 }]), bits(4));
  assert.deepEqual(selected(), [4], "what a cell of the notebook selects shows");
});

test("the same said again makes nothing anew", async () => {
  const { python, store } = await openStore();
  const event = said(3, [{ mode: "replace", n_cells: 4 }], { cell_type: { not: ["B cell"] } });
  const both = Uint8Array.of(0b0000111, 0b0001111);
  python.tell(event, both);
  const [mask, filters, picked] = [
    store.selection.mask.value,
    store.selection.filters.value,
    store.selection.picks.value.picked,
  ];
  python.tell(event, both.slice());
  assert.equal(store.selection.mask.value, mask);
  assert.equal(store.selection.filters.value, filters);
  assert.equal(store.selection.picks.value.picked, picked);
});

test("taking out of what filters alone let pass begins with all; with nothing there is nothing to take out of", async () => {
  const { store, selected } = await openStore();
  void store.selection.lasso(over(0, 3), "subtract");
  assert.deepEqual([selected(), store.selection.picks.value.steps], [[], []]);
  void store.filters.set("cell_type", { kind: "not", names: ["B cell"] });
  void store.selection.lasso(over(0, 3), "subtract");
  assert.deepEqual(selected(), [4, 5, 6, 7]);
  assert.deepEqual(
    store.selection.picks.value.steps.map(({ mode }) => mode),
    ["all", "subtract"],
  );
});
