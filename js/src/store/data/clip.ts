/** Which values the two ends of a color map stand for: percentiles of the values, so that a few extremes don't fade the rest. */
import type { Range } from "../../wire/types";

/** Percentiles, 0 to 100. */
export interface Clip {
  low: number;
  high: number;
}
export const DEFAULT_CLIP: Clip = { low: 1, high: 99 };

export interface Scale {
  low: number;
  high: number;
  /** Values lie beyond the end and have its color. */
  below: boolean;
  above: boolean;
}

/** More values than this are judged by a sample of them: their percentiles are off by less than one can see. */
export const SAMPLE_ABOVE = 200_000;

interface Summary {
  missing: number;
  /** Finite values, or a sample of them; sorted when first asked for. */
  sorted: Float32Array | null;
}
const summaries = new WeakMap<Float32Array, Summary>();

function summaryOf(values: Float32Array): Summary {
  const known = summaries.get(values);
  if (known) return known;
  let missing = 0;
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) missing++;
  const summary = { missing, sorted: null };
  summaries.set(values, summary);
  return summary;
}

export function missingIn(values: Float32Array): number {
  return summaryOf(values).missing;
}

/** Every k-th value would see a pattern of the file; steps of a golden share of it don't. */
function sampleOf(values: Float32Array): Float32Array {
  if (values.length <= SAMPLE_ABOVE) return values.filter(Number.isFinite);
  const picked = new Float32Array(SAMPLE_ABOVE);
  let n = 0;
  for (let i = 0; i < SAMPLE_ABOVE; i++) {
    const value = values[Math.floor(((i * 0.6180339887498949) % 1) * values.length)];
    if (Number.isFinite(value)) picked[n++] = value;
  }
  return picked.subarray(0, n);
}

/** With straight lines between the values, as numpy has it. Null: no value is finite. */
export function percentilesOf(values: Float32Array, { low, high }: Clip): [number, number] | null {
  const summary = summaryOf(values);
  summary.sorted ??= sampleOf(values).sort();
  const { sorted } = summary;
  if (sorted.length === 0) return null;
  const at = (percent: number) => {
    const place = (Math.min(100, Math.max(0, percent)) / 100) * (sorted.length - 1);
    const k = Math.min(Math.floor(place), Math.max(0, sorted.length - 2));
    return sorted[k] + ((sorted[k + 1] ?? sorted[k]) - sorted[k]) * (place - k);
  };
  return [at(low), at(high)];
}

/** Values of the cells shown, and their range. */
export interface OfShown {
  values: Float32Array;
  range: Range | null;
}

/** `shown`: one byte a cell; null: all are, and Python has told their range. */
export function ofShown(values: Float32Array, range: Range | null, shown: Uint8Array | null): OfShown {
  if (!shown || shown.length !== values.length) return { values, range };
  const some = values.filter((_, cell) => shown[cell] === 1);
  const ends = percentilesOf(some, DEFAULT_CLIP);
  if (!ends) return { values: some, range: null };
  let [min, max] = [Infinity, -Infinity];
  for (let i = 0; i < some.length; i++) {
    const value = some[i] as number;
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { values: some, range: { min, max, low: ends[0], high: ends[1] } };
}

/** `diverging`: the middle of the map is zero, where there are values on both sides of it. Null: there is nothing to show. */
export function scaleOf(values: Float32Array, range: Range | null, clip: Clip, diverging: boolean): Scale | null {
  if (!range) return null;
  const usual = clip.low === DEFAULT_CLIP.low && clip.high === DEFAULT_CLIP.high;
  // Python has told the usual ones, of all values
  const ends = usual ? null : percentilesOf(values, clip);
  let [low, high] = ends ?? [range.low, range.high];
  // most cells have one value, as with a gene that few express: the whole range
  if (low >= high) [low, high] = [range.min, range.max];
  if (diverging && low < 0 && high > 0) {
    const farther = Math.max(-low, high);
    [low, high] = [-farther, farther];
  }
  return { low, high, below: range.min < low, above: range.max > high };
}
