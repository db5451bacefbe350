import assert from "node:assert/strict";
import { test } from "node:test";
import { signal } from "@preact/signals";
import { cellsInPolygons } from "../src/geometry/lasso";
import { AXES_ROOM } from "../src/plot/camera/axesRoom";
import { between, boundsOf, fitted, toData, toScreen } from "../src/plot/camera/camera";
import { startPlaces } from "../src/plot/camera/startPlaces";
import { Viewport } from "../src/plot/camera/viewport";
import { Drawing } from "../src/plot/input/drawing";
import { Nearest } from "../src/plot/input/nearest";
import { ticks, tickTexts } from "../src/plot/overlay/ticks";
import { arrayOf, basisFrom, keyOfPair, pairOf, pairTitle } from "../src/store/data/pairs";
import { createTools } from "../src/view/tools";

test("ticks are round numbers within the ends, about as many as asked for", () => {
  assert.deepEqual(ticks(0, 5, 5), [0, 1, 2, 3, 4, 5]);
  assert.deepEqual(ticks(-0.31, 0.42, 4), [-0.2, 0, 0.2, 0.4]);
  assert.deepEqual(ticks(0.05, 0.35, 3), [0.1, 0.2, 0.3]);
  assert.deepEqual(ticks(118, 20412, 4), [5000, 10000, 15000, 20000]);
  for (const [low, high] of [
    [1, 1],
    [2, 1],
    [Number.NaN, 1],
    [0, Infinity],
    [1e17, 1e17 + 64],
  ])
    assert.ok(ticks(low as number, high as number, 5).length <= 9);
  for (let k = 0; k < 200; k++) {
    const low = Math.sin(k) * 10 ** (k % 9);
    const high = low + 10 ** ((k % 7) - 3);
    const found = ticks(low, high, 5);
    assert.ok(found.every((value) => value >= low - 1e-9 * Math.abs(low) && value <= high + 1e-9 * Math.abs(high)));
    assert.ok(found.length >= 2 && found.length <= 9, `${found.length} between ${low} and ${high}`);
  }
});

test("the numbers of an axis have the same digits", () => {
  assert.deepEqual(tickTexts([-0.2, 0, 0.2]), ["-0.2", "0.0", "0.2"]);
  assert.deepEqual(tickTexts([0, 5000, 10000]), ["0", "5,000", "10,000"]);
  assert.deepEqual(tickTexts([0.25, 0.3]), ["0.25", "0.30"]);
  assert.deepEqual(tickTexts([2e7, 4e7]), ["2.0e+7", "4.0e+7"]);
  assert.deepEqual(tickTexts([]), []);
});

const SIZE = { width: 800, height: 500 };
/** A gene of small values, mostly 0, against counts in the thousands; the last cell has no value. */
const XY = Float32Array.of(0, 120, 0, 9000, 2.5, 120, 1.25, 4000, 0, 120, Number.NaN, Number.NaN);

test("axes of two numbers have a scale each and leave room for their numbers", () => {
  const view = new Viewport(XY);
  view.size = SIZE;
  view.setCoordinates(XY, { free: true });
  const [left, bottom] = view.toScreen(0, 120);
  const [right, top] = view.toScreen(2.5, 9000);
  assert.deepEqual([left, bottom, right, top].map(Math.round), [86, 436, 772, 46]);
  assert.ok(Math.abs(view.zoom - 1) < 1e-12);
  view.zoomAbout([300, 200], 3);
  assert.ok(Math.abs(view.zoom - 3) < 1e-9);
  const [x, y] = view.toScreen(...view.toData([123, 321]));
  assert.ok(Math.abs(x - 123) < 1e-6 && Math.abs(y - 321) < 1e-6);
  view.pan(40, -25);
  const [movedX, movedY] = view.toScreen(...view.toData([10, 20]));
  assert.ok(Math.abs(movedX - 10) < 1e-6 && Math.abs(movedY - 20) < 1e-6);
  // cells of one value have no span: they are shown with what is around them
  const around = view.around(Uint8Array.of(1, 0, 0, 0, 1, 0));
  assert.ok(around && around.scale > 0 && Number.isFinite(around.stretch));
});

test("a gene that is the same in all cells has an axis too", () => {
  const flat = Float32Array.of(3, 0, 3, 1, 3, 2);
  const camera = fitted(boundsOf(flat), SIZE, 20, true);
  assert.ok(Number.isFinite(camera.scale) && Number.isFinite(camera.stretch));
  assert.equal(toScreen(camera, SIZE, 3, 1)[0], 400);
  assert.equal(toScreen(camera, SIZE, 3, 2)[1], 20);
});

test("on the way from one camera to another each axis has its own scale", () => {
  const from = { x: 0, y: 0, scale: 10, stretch: 1 };
  const to = { x: 6, y: -3, scale: 40, stretch: 0.01 };
  assert.deepEqual(between(from, to, 1), to);
  const half = between(from, to, 0.5);
  assert.ok(Math.abs(half.scale - 20) < 1e-9 && Math.abs(half.scale * half.stretch - Math.sqrt(10 * 0.4)) < 1e-9);
  const places = startPlaces(Uint32Array.of(0), { xy: Float32Array.of(1, 2), camera: from }, { xy: XY, camera: to });
  const before = toScreen(from, SIZE, 1, 2);
  const after = toScreen(to, SIZE, places[0] as number, places[1] as number);
  assert.ok(Math.abs(before[0] - after[0]) < 1e-2 && Math.abs(before[1] - after[1]) < 1e-2);
});

test("a box drawn on screen is a gate in the units of the data", () => {
  const view = new Viewport(XY);
  view.size = SIZE;
  view.setCoordinates(XY, { free: true });
  let gate: number[][] = [];
  const drawing = new Drawing(view, {
    changed() {},
    ended(polygon) {
      gate = polygon;
    },
  });
  const [left, bottom] = view.toScreen(-0.1, 3000);
  const [right, top] = view.toScreen(2, 9500);
  drawing.start("box", [left, bottom], "replace");
  drawing.move([[right, top]]);
  drawing.finish();
  for (const [i, [x, y]] of [
    [-0.1, 3000],
    [2, 3000],
    [2, 9500],
    [-0.1, 9500],
  ].entries()) {
    assert.ok(Math.abs((gate[i]?.[0] ?? 0) - (x as number)) < 1e-9);
    assert.ok(Math.abs((gate[i]?.[1] ?? 0) - (y as number)) < 1e-6);
  }
  const wanted = Array.from({ length: 6 }, (_, i) => {
    const [x, y] = [XY[2 * i] as number, XY[2 * i + 1] as number];
    return x > -0.1 && x < 2 && y > 3000 && y < 9500 ? 1 : 0;
  });
  assert.deepEqual([...cellsInPolygons(XY, [gate])], wanted);
  assert.deepEqual(wanted, [0, 1, 0, 1, 0, 0]);
});

test("the cell under the pointer is the nearest on screen, not in units that differ", () => {
  for (const brute of [0, 100]) {
    const nearest = new Nearest(XY, brute);
    // 0.05 of x is far less on screen than 300 of y would be, and y is squeezed 1 : 3000
    assert.equal(nearest.find(1.3, 4100, 0.2, 1 / 3000), 3);
    assert.equal(nearest.find(1.3, 4100, 0.2), null);
    assert.equal(nearest.find(2.45, 200, 0.1, 1 / 3000), 2);
    assert.equal(nearest.find(1.9, 2000, 0.1, 1 / 3000), null);
  }
  assert.deepEqual(toData({ x: 0, y: 0, scale: 2, stretch: 0.5 }, SIZE, 402, 248), [1, 2]);
});

test("a pair is known by the JSON of its names, as Python writes it", () => {
  assert.equal(keyOfPair(["CD3E", "CD8A"]), '["CD3E","CD8A"]');
  for (const pair of [
    ["α", '"]['],
    ["set: T cells", "n genes"],
  ] as const)
    assert.deepEqual(pairOf(keyOfPair(pair)), pair);
  for (const key of [null, undefined, "X_umap", "[", "[1,2]", '["a"]', '["a",""]', '["a","b","c"]'])
    assert.equal(pairOf(key), null);
  assert.equal(basisFrom(["CD3E", "CD8A"]), '["CD3E","CD8A"]');
  assert.equal(basisFrom("X_umap"), "X_umap");
  assert.equal(pairTitle(["CD3E", "CD8A"]), "CD3E × CD8A");
});

test("a drag draws a box in a plot of a pair, unless a tool was chosen since, and the other plot keeps its lasso", () => {
  const second = signal<string | null>(null);
  const ended = new AbortController();
  const tools = createTools(() => ["X_umap", second.value], ended.signal);
  const now = () => [tools.of(0), tools.of(1), tools.pressed.value];
  assert.deepEqual(now(), ["lasso", "lasso", "lasso"]);
  second.value = '["CD3E","CD8A"]';
  assert.deepEqual(now(), ["lasso", "box", "lasso"]);
  tools.choose("lasso");
  assert.deepEqual(now(), ["lasso", "lasso", "lasso"]);
  second.value = null;
  assert.deepEqual(now(), ["lasso", "lasso", "lasso"]);
  second.value = '["CD3E","CD8A"]';
  assert.deepEqual(now(), ["lasso", "box", "lasso"]);
  tools.choose("polygon");
  second.value = "X_pca";
  assert.deepEqual(now(), ["polygon", "polygon", "polygon"]);
  ended.abort();
});

test("where all plots are of pairs the toolbar shows the box", () => {
  const ended = new AbortController();
  const tools = createTools(() => ['["a","b"]', null], ended.signal);
  assert.equal(tools.pressed.value, "box");
  ended.abort();
});

test("two components of one array have one scale, within their axes; others have one each", () => {
  const embedding = {
    key: "X_pca",
    name: "PCA",
    nMissing: 0,
    yDown: false,
    axes: ["PC1", "PC2", ""],
    of: "X_pca",
    section: null,
    nElsewhere: 0,
    made: false,
    library: null,
    overlap: null,
  };
  assert.equal(arrayOf(["PC2", "PC1"], [embedding]), embedding);
  for (const pair of [["PC1", "CD3E"], ["PC1", "PC3"], null] as const) assert.equal(arrayOf(pair, [embedding]), null);
  const view = new Viewport(XY);
  view.size = { width: 600, height: 300 };
  view.setCoordinates(XY, { free: false, axes: true });
  assert.equal(view.camera.stretch, 1);
  for (let i = 0; i < XY.length; i += 2) {
    const [x, y] = view.toScreen(XY[i] as number, XY[i + 1] as number);
    if (Number.isNaN(x)) continue;
    assert.ok(x > AXES_ROOM.left && x < 600 && y > 0 && y < 300 - AXES_ROOM.bottom, `${x} ${y}`);
  }
});
