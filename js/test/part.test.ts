import assert from "node:assert/strict";
import { test } from "node:test";
import { corners } from "../src/panels/plots/legendPlace";
import { crowdIn } from "../src/plot/camera/crowd";
import { Viewport } from "../src/plot/camera/viewport";
import { PackedCells } from "../src/plot/points/cells";
import { ofShown } from "../src/store/data/clip";
import { bits, N, openStore, over, XY } from "./opened";

const names = (mask: Uint8Array | undefined) => [...(mask ?? [])].flatMap((bit, i) => (bit ? [i] : []));

test("a part is shown at once, and what is selected in it is of its cells and says so", async () => {
  const { python, store, selected } = await openStore();
  void store.part.isolate(Uint8Array.of(0, 0, 1, 1, 1, 0, 0, 0));
  const asked = python.sent.at(-1);
  assert.equal(asked?.kind, "isolate");
  void store.selection.lasso(over(0, 3), "replace");
  assert.deepEqual(selected(), [2, 3]);
  assert.equal(python.sent.at(-1)?.part, asked?.id);
  void store.selection.invert();
  assert.deepEqual(selected(), [4]);
  assert.equal(python.sent.at(-1)?.part, asked?.id);
  assert.deepEqual(
    store.selection.picks.value.steps.map(({ mode, nWithin }) => [mode, nWithin]),
    [
      ["replace", 3],
      ["invert", 3],
    ],
  );
  assert.deepEqual([...(store.filters.counts("cell_type").value ?? [])], [[0, 1]]);
  void store.selection.all();
  assert.deepEqual(selected(), [2, 3, 4]);
  // elsewhere all are shown again meanwhile; ours was asked for after that, or before: the last word is Python's
  python.tell({ event: "part", n: null, name: null });
  assert.deepEqual(names(store.part.shown.value?.mask), [2, 3, 4], "our request is unanswered");
  await python.answer("isolate", { n: 3 });
  assert.equal(store.part.shown.value, null);
  void store.selection.lasso(over(0, 3), "replace");
  assert.equal(python.sent.at(-1)?.part, undefined);
});

test("a part that Python refuses is taken back, and one of a gone kernel stays", async () => {
  const { python, store } = await openStore();
  python.tell({ event: "part", n: 2, name: "code-1" }, bits(0, 1));
  assert.deepEqual(names(store.part.shown.value?.mask), [0, 1]);
  const refused = assert.rejects(store.part.isolate(Uint8Array.from({ length: N }, (_, i) => +(i > 5))), /changed/);
  assert.deepEqual(names(store.part.shown.value?.mask), [6, 7]);
  await python.refuse("isolate", "The data changed.");
  await refused;
  assert.deepEqual(names(store.part.shown.value?.mask), [0, 1]);
  python.gone = true;
  await store.part.showAll();
  assert.equal(store.part.shown.value, null);
});

test("how many of the selected are hidden is told", async () => {
  const { python, store } = await openStore();
  void store.selection.lasso(over(0, 3), "replace");
  assert.equal(store.selection.nHidden.value, 0);
  python.tell({ event: "part", n: 2, name: "code-1" }, bits(0, 7));
  assert.equal(store.selection.nHidden.value, 3);
});

test("the camera goes back to where all were left, through another embedding too", () => {
  const view = new Viewport(XY);
  view.size = { width: 400, height: 300 };
  view.setCoordinates(XY);
  view.zoomAbout([10, 10], 3);
  const left = view.camera;
  view.setPart(Uint8Array.of(0, 0, 1, 1, 1, 0, 0, 0));
  assert.equal(view.camera.x, 3);
  assert.equal(view.isFitted, true);
  view.pan(50, 0);
  view.setPart(Uint8Array.of(1, 1, 0, 0, 0, 0, 0, 0));
  assert.equal(view.camera.x, 0.5);
  const other = XY.map((v) => 10 * v);
  view.setCoordinates(other);
  assert.equal(view.camera.x, 5);
  view.setPart(null);
  assert.equal(view.camera.x, 35);
  view.setCoordinates(XY);
  assert.deepEqual(view.camera, left);
});

test("hidden cells keep their code and whether they are selected", () => {
  const cells = new PackedCells(XY);
  cells.setCodes(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
  cells.setSelected(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 1));
  const before = cells.words(0).slice();
  cells.setShown(Uint8Array.of(1, 1, 1, 0, 0, 0, 0, 0));
  assert.equal(cells.countShown(), 3);
  cells.setShown(null);
  assert.deepEqual(cells.words(0), before);
});

test("colors of a part span its values", () => {
  const values = Float32Array.of(0, 100, 5, Number.NaN, 7, 0, 0, 0);
  const { range } = ofShown(values, { min: 0, max: 100, low: 0, high: 100 }, Uint8Array.of(0, 0, 1, 1, 1, 0, 0, 0));
  assert.deepEqual([range?.min, range?.max], [5, 7]);
});

test("a corner is crowded by the cells that touch it; notes, axes and banners take some", () => {
  const size = { width: 400, height: 300 };
  const camera = { x: 3.5, y: 0, scale: 50, stretch: 1 };
  const all = corners(size, { width: 100, height: 50 }, { axes: false, note: false, banner: false });
  assert.deepEqual(
    all.map(({ corner }) => corner),
    ["bottom right", "bottom left", "top right", "top left"],
  );
  const boxes = [{ left: 0, top: 140, width: 80, height: 20 }, ...all.map(({ box }) => box)];
  assert.deepEqual(crowdIn(boxes, XY, null, camera, size, 2), [2, 0, 0, 0, 0]);
  assert.deepEqual(crowdIn(boxes, XY, Uint8Array.of(0, 1, 1, 1, 1, 1, 1, 1), camera, size, 2)[0], 1);
  // y downwards, as on tissue
  const down = { ...camera, y: 1, stretch: -1 };
  assert.equal(crowdIn([{ left: 0, top: 90, width: 80, height: 20 }], XY, null, down, size, 2)[0], 2);
  // of very many about as many, but one is seen among them
  const n = 1_200_000;
  const many = new Float32Array(2 * n).fill(50);
  many.fill(0, 2 * (n - 300_000));
  const [there, one, none] = [boxes[0], { left: 0, top: 0, width: 4, height: 4 }, boxes[4]];
  many.set([camera.x - size.width / 2 / camera.scale, camera.y + size.height / 2 / camera.scale], 2);
  const counts = crowdIn([there, one, none], many, null, camera, size, 2);
  assert.ok(Math.abs(counts[0] - 300_000) < 5, String(counts));
  assert.ok(counts[1] === 1 && counts[2] === 0, String(counts));
  const some = corners(size, { width: 100, height: 50 }, { axes: true, note: true, banner: true });
  assert.deepEqual(
    some.map(({ corner }) => corner),
    ["bottom right"],
  );
});
