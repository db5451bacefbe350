import assert from "node:assert/strict";
import { test } from "node:test";
import { Nearest } from "../src/plot/input/nearest";

test("the grid finds what looking at every cell finds", () => {
  const n = 5000;
  const xy = Float32Array.from({ length: 2 * n }, (_, i) => (i % 97 === 0 ? NaN : ((i * i * 7919) % 10007) / 100 - 50));
  const all = new Nearest(xy);
  const grid = new Nearest(xy, 0);
  let hits = 0;
  for (let k = 0; k < 2000; k++) {
    const x = Math.sin(k) * 70;
    const y = Math.cos(k * 1.7) * 70;
    const radius = (k % 10) / 5;
    const found = all.find(x, y, radius);
    const inGrid = grid.find(x, y, radius);
    const far = (cell: number | null) => cell !== null && Math.hypot(xy[2 * cell] - x, xy[2 * cell + 1] - y);
    assert.equal(far(inGrid), far(found));
    if (found !== null) hits++;
  }
  assert.ok(hits > 200);
});

test("no cells, one cell, all on a line, infinite coordinates", () => {
  assert.equal(new Nearest(new Float32Array(0), 0).find(0, 0, 1), null);
  assert.equal(new Nearest(Float32Array.of(2, 3), 0).find(2, 3.5, 1), 0);
  assert.equal(new Nearest(Float32Array.of(2, 3), 0).find(2, 4.5, 1), null);
  const line = Float32Array.from({ length: 2000 }, (_, i) => (i % 2 ? 7 : i));
  assert.equal(new Nearest(line, 0).find(501, 7, 1.5), 251);
  assert.equal(new Nearest(Float32Array.of(Infinity, 0, 1, 1), 0).find(1, 1, 1), 1);
});
