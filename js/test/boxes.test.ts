import assert from "node:assert/strict";
import { test } from "node:test";
import { isBox } from "../src/geometry/boxes";

test("a box is told from a lasso of four corners", () => {
  const box = [
    [1, 2],
    [5, 2],
    [5, 9],
    [1, 9],
  ];
  assert.ok(isBox(box));
  assert.ok(isBox([...box].reverse()));
  assert.ok(!isBox(box.slice(1)));
  assert.ok(!isBox([...box, [1, 3]]));
  assert.ok(
    !isBox([
      [1, 2],
      [5, 2.1],
      [5, 9],
      [1, 9],
    ]),
  );
  assert.ok(
    !isBox([
      [1, 2],
      [5, 2],
      [5, 2],
      [1, 2],
    ]),
  );
  assert.ok(!isBox([]));
});
