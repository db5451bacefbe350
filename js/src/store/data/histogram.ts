/** Bins of a column of numbers: of all cells, and of those that pass. Pure. */
import type { Range } from "../../wire/types";
import { countsBy } from "./masks";

export const N_BINS = 44;
/** A tail that takes up more than this many times the middle 98 % is cut off; its cells are in the last bin. */
const TAIL = 1.5;

/** Equal bins from low to high; values beyond are counted in the first and last one. */
export interface Bins {
  low: number;
  high: number;
  n: number;
  /** All values are whole numbers: bins are of whole numbers too, and so are the ends of a range. */
  whole: boolean;
  /** Steps that a value picked with the mouse is rounded to. */
  step: number;
}
export interface Tally {
  counts: Uint32Array;
  /** Cells without a value. */
  missing: number;
}

function areWhole(values: Float32Array): boolean {
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    // nearly all whole numbers are as large as this at most, and told without rounding
    if (value === (value | 0)) continue;
    // value - value is 0 of finite numbers only
    if (value !== Math.floor(value) && value - value === 0) return false;
  }
  return true;
}

/** Null when no value is finite. */
export function binsOf(values: Float32Array, range: Range | null): Bins | null {
  if (!range) return null;
  let { min, max } = range;
  const middle = range.high - range.low;
  if (middle > 0 && range.low - min > TAIL * middle) min = range.low - middle / 4;
  if (middle > 0 && max - range.high > TAIL * middle) max = range.high + middle / 4;
  if (areWhole(values)) {
    [min, max] = [Math.floor(min), Math.ceil(max)];
    const width = Math.ceil((max - min + 1) / N_BINS);
    const n = Math.ceil((max - min + 1) / width);
    return { low: min - 0.5, high: min - 0.5 + n * width, n, whole: true, step: 1 };
  }
  if (min === max) return { low: min, high: max, n: 1, whole: false, step: 0 };
  return { low: min, high: max, n: N_BINS, whole: false, step: 10 ** Math.floor(Math.log10((max - min) / 200)) };
}

export function isConstant({ n }: Bins): boolean {
  return n === 1;
}

/** The bin of each cell, one byte each: worked out once, and then every selection is counted ten times as fast. */
const binned = new WeakMap<Bins, { values: Float32Array; bins: Uint8Array }>();
const NO_BIN = 255;

function binOfEach(values: Float32Array, bins: Bins): Uint8Array {
  const known = binned.get(bins);
  if (known?.values === values) return known.bins;
  const found = new Uint8Array(values.length);
  const scale = bins.high > bins.low ? bins.n / (bins.high - bins.low) : 0;
  const last = bins.n - 1;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const place = (value - bins.low) * scale;
    found[i] = Number.isNaN(value) ? NO_BIN : place <= 0 ? 0 : place >= last ? last : place | 0;
  }
  binned.set(bins, { values, bins: found });
  return found;
}

/** `passing`: 1 for each cell to count, 0 for the others. */
export function tally(values: Float32Array, bins: Bins, passing: Uint8Array | null = null): Tally {
  const each = binOfEach(values, bins);
  const counts = passing ? countsBy(each, passing, NO_BIN + 1) : new Uint32Array(NO_BIN + 1);
  if (!passing) for (let i = 0; i < each.length; i++) counts[each[i] as number]++;
  return { counts: counts.slice(0, bins.n), missing: counts[NO_BIN] as number };
}

/** The lowest value, where so many cells have it that all other bars would be too low to see. */
export interface Lowest {
  value: number;
  n: number;
  /** Cells with a value. */
  of: number;
}
/** Of a gene these are mostly the zeros; of scaled values, what has become of them. */
const MANY = 0.15;

/** `shown`: 1 for each cell that counts; null: all do. */
export function lowestOf(values: Float32Array, range: Range | null, shown: Uint8Array | null = null): Lowest | null {
  if (!range) return null;
  const value = Math.fround(range.min);
  let [n, of] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const here = values[i] as number;
    if (!Number.isFinite(here) || shown?.[i] === 0) continue;
    of++;
    if (here === value) n++;
  }
  return n > MANY * of && n < of ? { value, n, of } : null;
}

/** A number to pick at a place between 0 and 1; null at the very ends, which set no limit. */
export function valueAt(bins: Bins, place: number, end: "low" | "high"): number | null {
  if (end === "low" ? place <= 0 : place >= 1) return null;
  const value = bins.low + place * (bins.high - bins.low);
  // The nearest edge of a bin of one whole number lies half way to the next.
  if (bins.whole) return Math.round(end === "low" ? value + 0.5 : value - 0.5);
  const digits = Math.max(0, -Math.floor(Math.log10(bins.step)));
  return Number((Math.round(value / bins.step) * bins.step).toFixed(Math.min(20, digits)));
}

/** The range between two places; of whole numbers there is always one in it. */
export function rangeAt(bins: Bins, places: readonly [number, number]): { low: number | null; high: number | null } {
  const [low, high] = [valueAt(bins, places[0], "low"), valueAt(bins, places[1], "high")];
  if (low === null || high === null || low <= high) return { low, high };
  const one = Math.round(bins.low + ((places[0] + places[1]) / 2) * (bins.high - bins.low));
  return { low: one, high: one };
}

/** Where a limit stands between 0 and 1. */
export function placeOf(bins: Bins, value: number | null, end: "low" | "high"): number {
  if (value === null) return end === "low" ? 0 : 1;
  const edge = bins.whole ? value + (end === "low" ? -0.5 : 0.5) : value;
  const place = bins.high > bins.low ? (edge - bins.low) / (bins.high - bins.low) : Number(end === "high");
  return Math.min(1, Math.max(0, place));
}

export type Typed = { low: number | null; high: number | null } | { problem: string; field: "low" | "high" };

/** The range that two fields say; an empty one sets no limit. */
export function rangeTyped(from: string, to: string): Typed {
  const low = numberTyped(from);
  const high = numberTyped(to);
  if (low !== null && Number.isNaN(low)) return { problem: `“${from.trim()}” is not a number`, field: "low" };
  if (high !== null && Number.isNaN(high)) return { problem: `“${to.trim()}” is not a number`, field: "high" };
  if (low !== null && high !== null && low > high) return { problem: "From is above to", field: "high" };
  return { low, high };
}

/** Thousands may be set apart; a decimal comma is taken for a point. */
function numberTyped(text: string): number | null {
  const bare = text
    .trim()
    .replace(/[\s\u2009\u202f]/g, "")
    .replace(/^−/, "-");
  if (!bare) return null;
  const plain = /^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$/.test(bare) ? bare.replaceAll(",", "") : bare.replace(",", ".");
  const value = Number(plain);
  return Number.isFinite(value) ? value : Number.NaN;
}
