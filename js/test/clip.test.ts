import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_CLIP, missingIn, percentilesOf, SAMPLE_ABOVE, scaleOf } from "../src/store/data/clip";
import { MAPS, ramp } from "../src/store/data/ramps";

const values = Float32Array.of(5, NaN, 1, 3, 2, Infinity, 4);

test("percentiles as numpy has them, of the finite values", () => {
  assert.deepEqual(percentilesOf(values, { low: 0, high: 100 }), [1, 5]);
  assert.deepEqual(percentilesOf(values, { low: 25, high: 62.5 }), [2, 3.5]);
  assert.equal(missingIn(values), 1);
  assert.deepEqual(percentilesOf(Float32Array.of(7), { low: 1, high: 99 }), [7, 7]);
  assert.equal(percentilesOf(Float32Array.of(NaN), { low: 1, high: 99 }), null);
  assert.equal(percentilesOf(new Float32Array(0), { low: 1, high: 99 }), null);
});

test("of many values a sample tells nearly the same, also when the file is ordered or alternates", () => {
  const n = 3 * SAMPLE_ABOVE;
  for (const value of [(i: number) => i / n, (i: number) => (i % 2) * 0.5 + i / n / 2]) {
    const [low, high] =
      percentilesOf(
        Float32Array.from({ length: n }, (_, i) => value(i)),
        { low: 10, high: 90 },
      ) ?? [];
    assert.ok(Math.abs((low ?? 0) - 0.1) < 0.003, `${low}`);
    assert.ok(Math.abs((high ?? 0) - 0.9) < 0.003, `${high}`);
  }
});

test("the ends say whether values lie beyond them", () => {
  const range = { min: 1, max: 5, low: 1.04, high: 4.96 };
  assert.deepEqual(scaleOf(values, range, DEFAULT_CLIP, false), { low: 1.04, high: 4.96, below: true, above: true });
  assert.deepEqual(scaleOf(values, range, { low: 0, high: 50 }, false), { low: 1, high: 3, below: false, above: true });
  assert.equal(scaleOf(values, null, DEFAULT_CLIP, false), null);
});

test("where a percentile is the other one's value, the whole range is shown", () => {
  const mostlyZero = Float32Array.from({ length: 100 }, (_, i) => (i === 0 ? 8 : 0));
  const range = { min: 0, max: 8, low: 0, high: 8 };
  assert.deepEqual(scaleOf(mostlyZero, range, { low: 5, high: 95 }, false), {
    low: 0,
    high: 8,
    below: false,
    above: false,
  });
});

test("the middle of a diverging map is zero where there are both sides", () => {
  const range = { min: -2, max: 6, low: -1, high: 5 };
  assert.deepEqual(scaleOf(values, range, DEFAULT_CLIP, true), { low: -5, high: 5, below: false, above: true });
  const positive = { min: 1, max: 6, low: 2, high: 5 };
  assert.equal(scaleOf(values, positive, DEFAULT_CLIP, true)?.low, 2);
});

test("every map has 256 opaque colours from its first to its last", () => {
  const ends = {
    viridis: ["440154", "fde725"],
    magma: ["000004", "fcfdbf"],
    cividis: ["00224e", "fee838"],
    RdBu: ["053061", "67001f"],
  };
  for (const { name } of MAPS) {
    const entries = ramp(name);
    const hex = (i: number) =>
      [...entries.subarray(4 * i, 4 * i + 3)].map((part) => part.toString(16).padStart(2, "0")).join("");
    assert.deepEqual([hex(0), hex(255)], ends[name]);
    assert.ok(entries.every((part, i) => i % 4 !== 3 || part === 255));
  }
});
