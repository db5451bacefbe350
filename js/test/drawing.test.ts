import assert from "node:assert/strict";
import { test } from "node:test";
import { Drawing } from "../src/plot/input/drawing";
import { modeOf } from "../src/plot/input/gestures";
import type { Pixel } from "../src/plot/types";

/** A drawing under a camera of 10 px a unit that can be moved. */
function drawn() {
  const ended: { polygon: number[][]; mode: string }[] = [];
  const at = { x: 0, y: 0 };
  const lens = {
    toData: ([x, y]: Pixel): [number, number] => [x / 10 + at.x, y / 10 + at.y],
    toScreen: (x: number, y: number): [number, number] => [(x - at.x) * 10, (y - at.y) * 10],
  };
  const drawing = new Drawing(lens, { changed() {}, ended: (polygon, mode) => ended.push({ polygon, mode }) });
  return { drawing, ended, at };
}
const TRIANGLE: Pixel[] = [
  [0, 0],
  [100, 0],
  [100, 100],
];
const triangle = [
  [0, 0],
  [10, 0],
  [10, 10],
];

test("a polygon is set corner by corner and closed by Enter with the mode of then", () => {
  const { drawing, ended } = drawn();
  for (const at of TRIANGLE) drawing.corner(at, "replace");
  drawing.move([[50, 120]]);
  assert.deepEqual(drawing.outline, [...triangle, [5, 12]]);
  drawing.finish("add");
  // the rubber line is no corner
  assert.deepEqual(ended, [{ polygon: triangle, mode: "add" }]);
  assert.equal(drawing.shape, null);
  assert.equal(drawing.outline, null);
});

test("a click on the first corner closes, once there is something to close", () => {
  const { drawing, ended } = drawn();
  drawing.corner([0, 0], "replace");
  drawing.corner([100, 0], "replace");
  drawing.corner([6, 3], "replace");
  assert.equal(ended.length, 0);
  assert.equal(drawing.corners.length, 3);
  drawing.corner([2, 2], "subtract");
  assert.deepEqual(
    ended.map(({ mode, polygon }) => [mode, polygon.length]),
    [["subtract", 3]],
  );
});

test("the second half of a double click sets no corner; two corners enclose nothing", () => {
  const { drawing, ended } = drawn();
  drawing.corner([0, 0], "replace");
  drawing.corner([1, 1], "replace");
  drawing.corner([90, 0], "replace");
  assert.equal(drawing.corners.length, 2);
  drawing.finish("replace");
  assert.equal(ended.length, 0);
  assert.equal(drawing.shape, "polygon");
});

test("Backspace takes corners back, the last of them ends the polygon; Esc ends it at once", () => {
  const { drawing, ended } = drawn();
  for (const at of TRIANGLE) drawing.corner(at, "replace");
  drawing.removeCorner();
  assert.deepEqual(drawing.corners, triangle.slice(0, 2));
  drawing.removeCorner();
  drawing.removeCorner();
  assert.equal(drawing.shape, null);
  drawing.removeCorner();
  for (const at of TRIANGLE) drawing.corner(at, "replace");
  drawing.cancel();
  drawing.finish("replace");
  assert.equal(ended.length, 0);
});

test("corners stay at their cells while the camera moves between them", () => {
  const { drawing, ended, at } = drawn();
  drawing.corner([0, 0], "replace");
  drawing.corner([100, 0], "replace");
  at.x = 5;
  drawing.corner([50, 100], "replace");
  // the first corner is now elsewhere on screen
  drawing.corner([-50, 0], "replace");
  assert.deepEqual(ended[0]?.polygon, triangle);
});

test("a box has four corners whichever way it is drawn; one without a way is none", () => {
  const { drawing, ended } = drawn();
  drawing.start("box", [100, 80], "intersect");
  drawing.move([
    [60, 60],
    [20, 10],
  ]);
  drawing.finish();
  assert.deepEqual(ended, [
    {
      mode: "intersect",
      polygon: [
        [10, 8],
        [2, 8],
        [2, 1],
        [10, 1],
      ],
    },
  ]);
  drawing.start("box", [10, 10], "replace");
  drawing.finish();
  assert.equal(ended.length, 1);
  assert.equal(drawing.shape, null);
});

test("freehand keeps every place and the mode it began with", () => {
  const { drawing, ended } = drawn();
  drawing.start("lasso", [0, 0], "add");
  drawing.move(TRIANGLE.slice(1));
  assert.deepEqual(drawing.corners, []);
  drawing.finish();
  assert.deepEqual(ended, [{ polygon: triangle, mode: "add" }]);
});

test("keys held win over the mode that was set", () => {
  const none = { shiftKey: false, altKey: false };
  assert.equal(modeOf(none, "subtract"), "subtract");
  assert.equal(modeOf({ ...none, shiftKey: true }, "subtract"), "add");
});

test("a freehand outline of 100,000 places keeps those that can be told apart, and no more than a message bears", () => {
  const { drawing, ended } = drawn();
  const circle = (n: number, radius: number): Pixel[] =>
    Array.from({ length: n }, (_, i) => {
      const angle = (2 * Math.PI * i) / n;
      return [300 + radius * Math.cos(angle), 300 + radius * Math.sin(angle)];
    });
  const slow = circle(100_000, 100);
  drawing.start("lasso", slow[0] as Pixel, "replace");
  drawing.move(slow);
  drawing.finish();
  const kept = ended[0]?.polygon ?? [];
  assert.ok(kept.length > 500 && kept.length < 1500, `${kept.length}`);
  const off = kept.map(([x, y]) => Math.abs(Math.hypot((x as number) * 10 - 300, (y as number) * 10 - 300) - 100));
  assert.ok(Math.max(...off) < 1e-6, "all of them are where the pointer was");

  const wild: Pixel[] = Array.from({ length: 100_000 }, (_, i) => [(i * 37) % 500, (i * 91) % 400]);
  drawing.start("lasso", [0, 0], "replace");
  for (let i = 0; i < wild.length; i += 100) drawing.move(wild.slice(i, i + 100));
  drawing.finish();
  assert.ok((ended[1]?.polygon.length ?? 0) <= 10_000);
});
