import assert from "node:assert/strict";
import { test } from "node:test";
import { between, boundsOf, type Camera, toScreen } from "../src/plot/camera/camera";
import { startPlaces } from "../src/plot/camera/startPlaces";
import { eased } from "../src/plot/camera/tween";
import { Viewport } from "../src/plot/camera/viewport";
import { pointStyle } from "../src/plot/points/density";

const size = { width: 600, height: 400 };
const near = (actual: readonly number[], expected: readonly number[], within = 1e-3) =>
  actual.forEach((value, i) => {
    assert.ok(Math.abs(value - expected[i]) < within, `${actual} is not ${expected}`);
  });

test("cells leave from where they were on screen, under the new camera", () => {
  const from = { xy: Float32Array.of(1, 2, 3, 4, NaN, 0), camera: { x: 2, y: 3, scale: 50, stretch: 1 } };
  const to = { xy: Float32Array.of(-10, 20, 30, -40, 7, 8), camera: { x: 5, y: -5, scale: 4, stretch: 1 } };
  const order = Uint32Array.of(2, 0, 1);
  const places = startPlaces(order, from, to);
  // the one without a former place starts where it ends
  assert.deepEqual([...places.subarray(0, 2)], [7, 8]);
  order.forEach((cell, slot) => {
    if (cell === 2) return;
    near(
      toScreen(to.camera, size, places[2 * slot], places[2 * slot + 1]),
      toScreen(from.camera, size, from.xy[2 * cell], from.xy[2 * cell + 1]),
    );
  });
});

test("a flight begins and ends where it should, and what both cameras show at one place stays there", () => {
  const from: Camera = { x: 0, y: 0, scale: 10, stretch: 1 };
  const to: Camera = { x: 6, y: -3, scale: 40, stretch: 1 };
  assert.deepEqual(between(from, to, 0), from);
  assert.deepEqual(between(from, to, 1), to);
  // the fixed point: both cameras have it at the same pixel
  const fixed = [8, -4] as const;
  near(toScreen(from, size, ...fixed), toScreen(to, size, ...fixed));
  for (const t of [0.1, 0.5, 0.9]) near(toScreen(between(from, to, t), size, ...fixed), toScreen(from, size, ...fixed));
  // without a zoom, a plain pan
  assert.deepEqual(between(from, { ...from, x: 8 }, 0.25), { x: 2, y: 0, scale: 10, stretch: 1 });
  assert.ok(eased(0) === 0 && eased(1) === 1 && eased(0.5) === 0.5 && eased(0.1) < 0.1);
});

test("a camera around a selection shows all of it that has a place, and not only it when it is one cell", () => {
  const xy = Float32Array.of(0, 0, 10, 10, 4, 4, 6, 5, NaN, 3);
  const view = new Viewport(xy);
  view.size = size;
  view.setCoordinates(xy);
  const two = view.around(Uint8Array.of(0, 0, 1, 1, 1));
  assert.ok(two);
  assert.deepEqual([two.x, two.y], [5, 4.5]);
  for (const [x, y] of [
    [4, 4],
    [6, 5],
  ]) {
    const [px, py] = toScreen(two, size, x, y);
    assert.ok(px > 20 && px < size.width - 20 && py > 20 && py < size.height - 20);
  }
  assert.ok(two.scale > view.whole.scale);
  const one = view.around(Uint8Array.of(0, 0, 0, 1, 0));
  assert.ok(one && one.scale > two.scale && one.scale <= 40 * view.whole.scale);
  assert.equal(view.around(Uint8Array.of(0, 0, 0, 0, 1)), null);
  assert.deepEqual(boundsOf(xy, Uint8Array.of(0, 1, 0, 0, 1)), { minX: 10, minY: 10, maxX: 10, maxY: 10 });
});

test("factors of size and opacity, within what can be seen", () => {
  const plain = pointStyle(700, size, 1);
  const changed = pointStyle(700, size, 1, { size: 2, opacity: 0.5 });
  near([changed.diameter, changed.opacity], [2 * plain.diameter, plain.opacity / 2]);
  assert.equal(pointStyle(700, size, 1, { size: 1, opacity: 4 }).opacity, 1);
  assert.ok(pointStyle(1e7, size, 1, { size: 0.25, opacity: 0.25 }).opacity > 0);
});
