import assert from "node:assert/strict";
import { test } from "node:test";
import { modeOf, wheelFactor } from "../src/plot/input/gestures";

test("keys held down choose how a lasso joins the selection", () => {
  assert.equal(modeOf({ shiftKey: false, altKey: false }), "replace");
  assert.equal(modeOf({ shiftKey: true, altKey: false }), "add");
  assert.equal(modeOf({ shiftKey: false, altKey: true }), "subtract");
  assert.equal(modeOf({ shiftKey: true, altKey: true }), "intersect");
});

test("the wheel zooms in upwards, by lines as by pixels, and never by a huge step", () => {
  const wheel = (deltaY: number, deltaMode = 0) => wheelFactor({ deltaY, deltaMode, ctrlKey: false });
  assert.ok(wheel(-100) > 1 && wheel(100) < 1);
  assert.ok(Math.abs(wheel(100) * wheel(-100) - 1) < 1e-12);
  assert.equal(wheel(3, 1), wheel(48));
  assert.ok(wheel(100_000) > 0.5);
});
