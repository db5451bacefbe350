import assert from "node:assert/strict";
import { test } from "node:test";
import { binsOf, isConstant, N_BINS, placeOf, rangeAt, rangeTyped, tally, valueAt } from "../src/store/data/histogram";
import type { Range } from "../src/wire/types";

function quantile(sorted: number[], q: number): number {
  return sorted[Math.round(q * (sorted.length - 1))] as number;
}
function column(numbers: number[]): [Float32Array, Range] {
  const sorted = numbers.filter(Number.isFinite).sort((a, b) => a - b);
  const [min, max] = [sorted[0] as number, sorted.at(-1) as number];
  return [Float32Array.from(numbers), { min, max, low: quantile(sorted, 0.01), high: quantile(sorted, 0.99) }];
}
const spread = Array.from({ length: 1000 }, (_, i) => i / 1000 + 0.0001);

test("every cell with a value is in one bin, those without are counted apart", () => {
  const [values, range] = column([...spread, Number.NaN, Number.NaN]);
  const bins = binsOf(values, range);
  assert.ok(bins);
  assert.equal(bins.n, N_BINS);
  const { counts, missing } = tally(values, bins);
  assert.equal(
    counts.reduce((a, b) => a + b),
    1000,
  );
  assert.equal(missing, 2);
  assert.ok(Math.max(...counts) - Math.min(...counts) <= 2);
});

test("the largest value is in the last bin, not beyond it", () => {
  const [values, range] = column([0, 0.5, 1]);
  const bins = binsOf(values, range);
  assert.ok(bins);
  assert.equal(tally(values, bins).counts.at(-1), 1);
});

test("only cells that pass are counted when told which", () => {
  const [values, range] = column(spread);
  const bins = binsOf(values, range);
  assert.ok(bins);
  const passing = Uint8Array.from(values, (value) => +(value < 0.1));
  const { counts } = tally(values, bins, passing);
  assert.equal(
    counts.reduce((a, b) => a + b),
    100,
  );
  assert.equal(counts.at(-1), 0);
});

test("one far value does not squeeze all others into a bin; it is in the last one", () => {
  const [values, range] = column([...spread, 5000.5]);
  const bins = binsOf(values, range);
  assert.ok(bins);
  assert.ok(bins.high < 2);
  const { counts } = tally(values, bins);
  assert.ok((counts.at(-1) as number) >= 1);
  assert.equal(
    counts.reduce((a, b) => a + b),
    1001,
  );
});

test("few whole numbers have a bin each, many share bins of whole numbers", () => {
  const [few, range] = column([1, 2, 2, 3, 3, 3]);
  const bins = binsOf(few, range);
  assert.ok(bins);
  assert.deepEqual([...tally(few, bins).counts], [1, 2, 3]);
  const [many, wide] = column(Array.from({ length: 1000 }, (_, i) => i));
  const shared = binsOf(many, wide);
  assert.ok(shared && shared.n <= N_BINS);
  assert.ok(Number.isInteger((shared.high - shared.low) / shared.n));
});

test("a constant column is one bin", () => {
  for (const value of [3, 0.25]) {
    const [values, range] = column([value, value, Number.NaN]);
    const bins = binsOf(values, range);
    assert.ok(bins && isConstant(bins));
    assert.deepEqual([...tally(values, bins).counts], [2]);
  }
  assert.equal(binsOf(Float32Array.of(Number.NaN), null), null);
});

test("a place is a number that reads well, and back again", () => {
  const [values, range] = column(spread.map((value) => 10 * value));
  const bins = binsOf(values, range);
  assert.ok(bins);
  const low = valueAt(bins, 0.25, "low");
  assert.ok(low !== null && String(low).length <= 4, String(low));
  assert.ok(Math.abs(placeOf(bins, low, "low") - 0.25) < 0.01);
  assert.equal(valueAt(bins, 0, "low"), null);
  assert.equal(valueAt(bins, 1, "high"), null);
  assert.deepEqual([placeOf(bins, null, "low"), placeOf(bins, null, "high")], [0, 1]);
  assert.deepEqual([placeOf(bins, -99, "low"), placeOf(bins, 99, "high")], [0, 1]);
});

test("the ends of a range of whole numbers are whole", () => {
  const [values, range] = column([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const bins = binsOf(values, range);
  assert.ok(bins);
  assert.equal(valueAt(bins, 0.31, "low"), 3);
  assert.equal(valueAt(bins, 0.58, "high"), 5);
  assert.deepEqual(rangeAt(bins, [0.42, 0.44]), { low: 4, high: 4 });
  assert.deepEqual(rangeAt(bins, [0.2, 1]), { low: 2, high: null });
  assert.equal(placeOf(bins, 3, "low"), 0.3);
  assert.equal(placeOf(bins, 5, "high"), 0.6);
});

test("a range is typed as people write numbers", () => {
  assert.deepEqual(rangeTyped("1,200", ""), { low: 1200, high: null });
  assert.deepEqual(rangeTyped(" 0,5", "1e3"), { low: 0.5, high: 1000 });
  assert.deepEqual(rangeTyped("−2", "-1"), { low: -2, high: -1 });
  assert.deepEqual(rangeTyped("", ""), { low: null, high: null });
  assert.deepEqual(rangeTyped("5", "3"), { problem: "From is above to", field: "high" });
  assert.deepEqual(rangeTyped("abc", "3"), { problem: "“abc” is not a number", field: "low" });
});

test("each value is in the bin that rounding down says, far, infinite and missing ones too", () => {
  const values = Float32Array.of(-1e12, -3.2, -0, 0.4, 1, 2.5, 7, 3e9, Infinity, -Infinity, Number.NaN);
  for (const bins of [
    { low: -1, high: 3, n: 8, whole: false, step: 0.1 },
    { low: 2, high: 2, n: 1, whole: false, step: 0 },
  ]) {
    const expected = new Uint32Array(bins.n);
    const scale = bins.high > bins.low ? bins.n / (bins.high - bins.low) : 0;
    for (const value of values)
      if (!Number.isNaN(value)) {
        const bin = scale === 0 ? 0 : Math.floor((value - bins.low) * scale);
        expected[Math.min(bins.n - 1, Math.max(0, bin))]++;
      }
    assert.deepEqual(tally(values, bins), { counts: expected, missing: 1 });
  }
});

test("numbers beyond those that are counted in bits are whole, too, and one with a fraction is enough for none", () => {
  const range = { min: -1, max: 3e9, low: -1, high: 3e9 };
  assert.equal(binsOf(Float32Array.of(-1, -0, 3e9, Number.NaN, Infinity), range)?.whole, true);
  assert.equal(binsOf(Float32Array.of(-1, 2.5, 3e9), range)?.whole, false);
});
