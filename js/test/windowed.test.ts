import assert from "node:assert/strict";
import { test } from "node:test";
import { slotsOf, windowOf } from "../src/ui/windowed";

test("the rows in sight and some beyond are drawn, however many there are", () => {
  assert.deepEqual(windowOf(0, 260, 2000, 26), [0, 20]);
  assert.deepEqual(windowOf(26_000, 260, 2000, 26), [990, 1020]);
  assert.deepEqual(windowOf(52_000 - 260, 260, 2000, 26), [1980, 1999]);
});

test("a list that became shorter than it was scrolled to ends with its last rows", () => {
  assert.deepEqual(windowOf(50_000, 260, 100, 26), [99, 99]);
  assert.deepEqual(windowOf(0, 260, 0, 26), [0, -1]);
});

test("gaps and rows are all there is, in order, each once", () => {
  for (const [n, first, last] of [
    [2000, 990, 1020],
    [5, 0, 4],
    [100, 0, 20],
    [100, 90, 99],
    [0, 0, -1],
  ] as const) {
    const must = (i: number) => i === 3 || i === 70;
    let at = 0;
    for (const slot of slotsOf(n, first, last, must)) {
      if ("left" in slot) {
        for (let i = at; i < at + slot.left; i++) assert.ok((i < first || i > last) && !must(i), `${i} was left out`);
        at += slot.left;
      } else {
        assert.equal(slot.index, at);
        assert.ok((at >= first && at <= last) || must(at));
        at++;
      }
    }
    assert.equal(at, n);
  }
});
