import assert from "node:assert/strict";
import { test } from "node:test";
import { boundsOf, fitted, panned, toData, toScreen, zoomedTo } from "../src/plot/camera/camera";
import { Viewport } from "../src/plot/camera/viewport";
import { pointStyle } from "../src/plot/points/density";

const size = { width: 600, height: 400 };
const close = (actual: number[], expected: number[]) =>
  actual.forEach((value, i) => {
    assert.ok(Math.abs(value - expected[i]) < 1e-9, `${actual} is not ${expected}`);
  });

test("bounds leave out cells without finite coordinates", () => {
  const xy = Float32Array.of(1, 2, NaN, 9, Infinity, 0, -3, 5);
  assert.deepEqual(boundsOf(xy), { minX: -3, minY: 2, maxX: 1, maxY: 5 });
  assert.equal(boundsOf(Float32Array.of(NaN, NaN)), null);
});

test("fit keeps the aspect ratio and the padding", () => {
  const camera = fitted({ minX: 0, minY: 0, maxX: 10, maxY: 1 }, size, 50);
  assert.equal(camera.scale, 50);
  close(toScreen(camera, size, 0, 0.5), [50, 200]);
  close(toScreen(camera, size, 10, 0.5), [550, 200]);
});

test("one cell, no cells and no size can be fitted", () => {
  assert.deepEqual(fitted({ minX: 2, minY: 3, maxX: 2, maxY: 3 }, size, 20), { x: 2, y: 3, scale: 1, stretch: 1 });
  assert.deepEqual(fitted(null, size, 20), { x: 0, y: 0, scale: 1, stretch: 1 });
  assert.ok(fitted({ minX: 0, minY: 0, maxX: 1, maxY: 1 }, { width: 0, height: 0 }, 20).scale > 0);
});

test("y grows upwards; data to screen and back", () => {
  const camera = { x: 1, y: 2, scale: 10, stretch: 1 };
  close(toScreen(camera, size, 2, 3), [310, 190]);
  close(toData(camera, size, 310, 190), [2, 3]);
});

test("pan moves the picture with the hand; zoom holds the point under it", () => {
  const camera = { x: 1, y: 2, scale: 10, stretch: 1 };
  const [x, y] = toScreen(panned(camera, 30, -20), size, 1, 2);
  close([x, y], [330, 180]);
  const zoomed = zoomedTo(camera, size, 100, 50, 70);
  close(toData(zoomed, size, 100, 50), toData(camera, size, 100, 50));
});

test("a view stays fitted through a resize until it is moved, and remembers each embedding's camera", () => {
  const umap = Float32Array.of(0, 0, 10, 10);
  const pca = Float32Array.of(0, 0, 1000, 1000);
  const view = new Viewport(umap);
  view.setCoordinates(umap);
  view.size = size;
  const before = view.camera.scale;
  view.size = { width: 1200, height: 800 };
  assert.ok(view.camera.scale > before);
  assert.equal(view.zoom, 1);
  view.zoomAbout([10, 10], 3);
  const left = view.camera;
  view.setCoordinates(pca);
  assert.equal(view.zoom, 1);
  view.setCoordinates(umap);
  assert.deepEqual(view.camera, left);
  view.fit();
  assert.equal(view.zoom, 1);
});

test("few cells are large and solid, many small and translucent, and zoom makes them grow", () => {
  const few = pointStyle(700, size, 1);
  const many = pointStyle(1_000_000, size, 1);
  const close = pointStyle(1_000_000, size, 20);
  assert.ok(few.diameter > many.diameter && few.opacity > many.opacity);
  assert.ok(close.diameter > many.diameter && close.opacity > many.opacity);
});
