// Tissue is drawn with y downwards and the same scale for both axes: the camera alone knows, all else follows.
import assert from "node:assert/strict";
import { test } from "node:test";
import { between, panned, scaleOfY, toData, toScreen, zoomedTo } from "../src/plot/camera/camera";
import { startPlaces } from "../src/plot/camera/startPlaces";
import { Viewport } from "../src/plot/camera/viewport";
import { Drawing } from "../src/plot/input/drawing";
import { Nearest } from "../src/plot/input/nearest";
import { openStore } from "./opened";

const SIZE = { width: 600, height: 400 };
/** Spots in pixels of an image, the last one without a place. */
const SPOTS = Float32Array.of(0, 0, 1000, 0, 0, 2000, 1000, 2000, 400, 700, Number.NaN, Number.NaN);
const near = (actual: readonly number[], expected: readonly number[], within = 1e-3) =>
  actual.forEach((value, i) => {
    assert.ok(Math.abs(value - (expected[i] as number)) < within, `${actual} is not ${expected}`);
  });

function tissue(size = SIZE): Viewport {
  const view = new Viewport(SPOTS);
  view.size = size;
  view.setCoordinates(SPOTS, { down: true });
  return view;
}

test("small y is at the top, and one unit of x is as long as one of y, also after a resize", () => {
  const view = tissue();
  for (const size of [SIZE, { width: 300, height: 900 }, { width: 1600, height: 200 }]) {
    view.size = size;
    const [left, top] = view.toScreen(0, 0);
    const [right, bottom] = view.toScreen(1000, 2000);
    assert.ok(top < bottom && left < right);
    near([2 * (right - left)], [bottom - top]);
    assert.ok(left > 0 && top > 0 && right < size.width && bottom < size.height);
    assert.equal(view.camera.stretch, -1);
    near([view.zoom], [1]);
  }
});

test("pan, zoom about the pointer and the way back from the screen", () => {
  const view = tissue();
  const before = view.toScreen(400, 700);
  view.pan(30, -20);
  near(view.toScreen(400, 700), [before[0] + 30, before[1] - 20]);
  const under = view.toData([111, 77]);
  view.zoomAbout([111, 77], 3);
  near(view.toData([111, 77]), under);
  near(view.toScreen(...view.toData([123, 321])), [123, 321]);
  near([scaleOfY(view.camera)], [-view.camera.scale]);
  const around = view.around(Uint8Array.of(1, 0, 1, 0, 0, 0));
  assert.ok(around && around.stretch === -1);
  assert.ok(toScreen(around, SIZE, 0, 0)[1] < toScreen(around, SIZE, 0, 2000)[1]);
  const camera = { x: 1, y: 2, scale: 10, stretch: -1 };
  near(toScreen(panned(camera, 30, -20), SIZE, 1, 2), [330, 180]);
  near(toData(zoomedTo(camera, SIZE, 100, 50, 70), SIZE, 100, 50), toData(camera, SIZE, 100, 50));
});

test("a flight over tissue, also one that only pans, has a place at each moment", () => {
  const from = { x: 0, y: 100, scale: 2, stretch: -1 };
  near(Object.values(between(from, { ...from, y: 300 }, 0.25)), [0, 150, 2, -1]);
  const half = between(from, { x: 10, y: 300, scale: 8, stretch: -1 }, 0.5);
  near([half.scale, half.stretch], [4, -1]);
  assert.ok(Number.isFinite(half.x) && half.y > 100 && half.y < 300);
});

test("cells fly from an embedding to tissue from where they were on screen", () => {
  const from = { xy: Float32Array.of(1, 2, 3, 4), camera: { x: 2, y: 3, scale: 50, stretch: 1 } };
  const to = { xy: Float32Array.of(100, 200, 300, 400), camera: { x: 150, y: 250, scale: 0.5, stretch: -1 } };
  const places = startPlaces(Uint32Array.of(0, 1), from, to);
  for (const cell of [0, 1])
    near(
      toScreen(to.camera, SIZE, places[2 * cell] as number, places[2 * cell + 1] as number),
      toScreen(from.camera, SIZE, from.xy[2 * cell] as number, from.xy[2 * cell + 1] as number),
    );
});

test("a camera left in one direction is not taken for the other", () => {
  const view = tissue();
  view.pan(30, 30);
  const left = view.camera;
  view.setCoordinates(Float32Array.of(0, 0, 1, 1));
  assert.equal(view.camera.stretch, 1);
  view.setCoordinates(SPOTS, { down: true });
  assert.deepEqual(view.camera, left);
  view.setCoordinates(SPOTS);
  assert.equal(view.camera.stretch, 1);
});

test("the cell under the pointer is found in a grid too", () => {
  const xy = Float32Array.from({ length: 4000 }, (_, i) => ((i * i * 7919) % 10007) / 100);
  for (const [x, y] of [
    [10, 20],
    [77, 3],
    [50, 99],
  ] as const) {
    const found = new Nearest(xy).find(x, y, 5, -1);
    assert.ok(found !== null);
    assert.equal(new Nearest(xy, 0).find(x, y, 5, -1), found);
    assert.equal(new Nearest(xy).find(x, y, 5, 1), found);
  }
});

test("what is drawn at the top of the screen are the smallest y, in units of the data", () => {
  const view = tissue();
  let drawn: number[][] = [];
  const drawing = new Drawing(view, {
    changed() {},
    ended(polygon) {
      drawn = polygon;
    },
  });
  drawing.start("box", [0, 0], "replace");
  drawing.move([[SIZE.width, SIZE.height / 2]]);
  drawing.finish();
  const ys = drawn.map(([, y]) => y as number);
  assert.ok(Math.max(...ys) <= 1000 + 1e-6 && Math.min(...ys) < 0);
});

test("Python says in which embeddings y grows downwards", async () => {
  const { store } = await openStore();
  assert.equal(store.data.isDown("X_umap"), false);
  assert.equal(store.data.isDown("spatial"), true);
  assert.equal(store.data.isDown('["CD3E","CD8A"]'), false);
});
