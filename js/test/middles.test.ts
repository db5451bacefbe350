import assert from "node:assert/strict";
import { test } from "node:test";
import { middlesInSteps, middlesOf, placed, SAMPLE_ABOVE, STEP } from "../src/plot/overlay/middles";

test("the cell nearest to the median per code, NaN left out, only of the codes wanted", () => {
  const xy = Float32Array.of(0, 0, 2, 9, 100, 20, NaN, 5, 7, 7, 9, 9, 1, 1);
  const codes = Uint8Array.of(1, 1, 1, 1, 4, 4, 0);
  assert.deepEqual(
    middlesOf(xy, codes, [4, 1, 9]),
    new Map([
      [4, { x: 7, y: 7, count: 2 }],
      [1, { x: 2, y: 9, count: 3 }],
    ]),
  );
  assert.equal(middlesOf(xy, codes, []).size, 0);
});

test("a label in two islands has its name on one of them, whatever the scales of the axes", () => {
  for (const [wide, high] of [
    [1, 1],
    [1e4, 1e-3],
  ]) {
    const xy = Float32Array.from({ length: 200 }, (_, i) => {
      const cell = i >> 1;
      const island = cell % 2 === 0 ? 0 : 10;
      return i % 2 === 0 ? wide * (island + (cell % 7) / 7) : high * (island + (cell % 5) / 5);
    });
    const at = middlesOf(xy, new Uint8Array(100).fill(1), [1]).get(1);
    const x = (at?.x ?? Number.NaN) / wide;
    const y = (at?.y ?? Number.NaN) / high;
    assert.ok((x < 1 && y < 1) || (x >= 10 && y >= 9.999), `${x}, ${y}`);
  }
});

test("a large label's median is that of a fair sample, also when the file is sorted", () => {
  const n = 20 * SAMPLE_ABOVE;
  const xy = Float32Array.from({ length: 2 * n }, (_, i) => (i >> 1) / n);
  const median = middlesOf(xy, new Uint8Array(n).fill(3), [3]).get(3);
  assert.ok(median && Math.abs(median.x - 0.5) < 0.02 && median.count === n);
});

test("nor does it matter that a file alternates, or that most cells have no place", () => {
  const n = 40 * SAMPLE_ABOVE;
  const place = (cell: number) => (cell % 10 === 0 ? NaN : (cell % 2) + cell / n);
  const xy = Float32Array.from({ length: 2 * n }, (_, i) => place(i >> 1));
  const codes = Uint8Array.from({ length: n }, (_, cell) => (cell < 10 ? 4 : 3));
  const found = middlesOf(xy, codes, [3, 4]);
  assert.equal(found.get(3)?.count, (n - 10) * 0.9);
  // of two halves of the same size but for those without a place, 0..1 and 1..2
  assert.ok(Math.abs((found.get(3)?.x ?? 0) - 1.1) < 0.06, String(found.get(3)?.x));
  assert.equal(found.get(4)?.count, 9);
});

test("earlier names win where two would cover each other", () => {
  const box = (x: number, y: number) => ({ x, y, width: 50, height: 16 });
  assert.deepEqual(placed([box(0, 0), box(40, 5), box(60, 0), box(0, 20), box(45, 30)]), [
    true,
    false,
    true,
    true,
    false,
  ]);
});

test("in steps, with rests at least once in so many cells, they are the same", () => {
  const n = 3 * STEP + 7;
  const xy = Float32Array.from({ length: 2 * n }, (_, i) => (i % 1001 === 0 ? NaN : Math.sin(i)));
  const codes = Uint8Array.from({ length: n }, (_, cell) => cell % 40);
  const wanted = Array.from({ length: 40 }, (_, code) => code);
  const steps = middlesInSteps(xy, codes, wanted, null);
  let rests = 0;
  let step = steps.next();
  for (; !step.done; step = steps.next()) rests++;
  assert.deepEqual(step.value, middlesOf(xy, codes, wanted));
  assert.equal(step.value.size, 40);
  assert.ok(rests >= 2 * 3);
});
