// Where the names of labels go: on the cell nearest to the median x and y of theirs, which outliers don't pull away as they
// do a mean. Of a label in two islands the median itself may lie between them, on nothing or on cells of others.

import { allPlaced, type Codes } from "../points/cells";

/** Labels of more cells than this have the median of a random sample of about so many: off by about 3 % of the spread. */
export const SAMPLE_ABOVE = 2000;

export interface Middle {
  readonly x: number;
  readonly y: number;
  /** cells with finite coordinates */
  readonly count: number;
}

/** Cells looked at between two rests. */
export const STEP = 1 << 17;

/** The middle cells of the codes wanted, of the cells shown (null: all); a code without drawn cells is left out. */
export function middlesOf(
  xy: Float32Array,
  codes: Codes,
  wanted: readonly number[],
  shown: Uint8Array | null = null,
): Map<number, Middle> {
  const steps = middlesInSteps(xy, codes, wanted, shown);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same with rests in between, for other things to happen. */
export function* middlesInSteps(
  xy: Float32Array,
  codes: Codes,
  wanted: readonly number[],
  shown: Uint8Array | null,
): Generator<void, Map<number, Middle>> {
  // group of a code: its place in `wanted` + 1, 0 = not asked for
  const groups = new Uint32Array(wanted.reduce((top, code) => Math.max(top, code), 0) + 1);
  wanted.forEach((code, k) => {
    groups[code] = k + 1;
  });
  const counts = new Uint32Array(wanted.length + 1);
  const n = Math.min(codes.length, xy.length >> 1);
  const whole = !shown && allPlaced(xy);
  const isDrawn = (cell: number) => (!shown || shown[cell] === 1) && isPlaced(xy, cell);
  for (let from = 0; from < n; from += STEP) {
    if (from > 0) yield;
    for (let cell = from; cell < Math.min(n, from + STEP); cell++) {
      const code = codes[cell];
      if (code < groups.length && (whole || isDrawn(cell))) counts[groups[code]]++;
    }
  }

  const room = counts.map((count, group) => (group === 0 ? 0 : Math.min(count, 2 * SAMPLE_ABOVE)));
  const ends = new Uint32Array(wanted.length + 1);
  for (let group = 1; group < ends.length; group++) ends[group] = ends[group - 1] + room[group];
  const xs = new Float32Array(ends[wanted.length]);
  const ys = new Float32Array(ends[wanted.length]);
  const filled = new Uint32Array(wanted.length + 1);
  // Of a large label a cell is taken, then so many are passed over: by chance, as a file may alternate, but the chance is
  // asked once a cell taken, not once a cell.
  const gaps = Float64Array.from(counts, (count) => Math.max(1, count / SAMPLE_ABOVE));
  const waits = new Uint32Array(wanted.length + 1);
  let state = 0x2545f491;
  for (let from = 0; from < n; from += STEP) {
    yield;
    for (let cell = from; cell < Math.min(n, from + STEP); cell++) {
      const code = codes[cell];
      const group = code < groups.length ? groups[code] : 0;
      if (group === 0 || !(whole || isDrawn(cell))) continue;
      if (waits[group] > 0) {
        waits[group]--;
        continue;
      }
      if (filled[group] === room[group]) continue;
      if (gaps[group] > 1) {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        waits[group] = ((state >>> 0) / 0x100000000) * (2 * gaps[group] - 1);
      }
      const at = ends[group - 1] + filled[group]++;
      xs[at] = xy[2 * cell];
      ys[at] = xy[2 * cell + 1];
    }
  }

  const middles = new Map<number, Middle>();
  for (let group = 1; group < ends.length; group++) {
    if (filled[group] === 0) continue;
    const from = ends[group - 1];
    const to = from + filled[group];
    const k = nearestToMedian(xs.subarray(from, to), ys.subarray(from, to));
    // sorting thousands of places, of each of hundreds of labels
    if (group % 16 === 0) yield;
    middles.set(wanted[group - 1], { x: xs[from + k], y: ys[from + k], count: counts[group] });
  }
  return middles;
}

/** The place in the arrays of the point nearest to their medians, as parts of their extents: axes may differ by far. */
function nearestToMedian(xs: Float32Array, ys: Float32Array): number {
  const [x, width] = medianAndExtent(xs);
  const [y, height] = medianAndExtent(ys);
  let nearest = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let k = 0; k < xs.length; k++) {
    const distance = ((xs[k] - x) / width) ** 2 + ((ys[k] - y) / height) ** 2;
    if (distance < least) [nearest, least] = [k, distance];
  }
  return nearest;
}

function isPlaced(xy: Float32Array, cell: number): boolean {
  return xy[2 * cell] * 0 + xy[2 * cell + 1] * 0 === 0;
}

function medianAndExtent(values: Float32Array): [number, number] {
  const sorted = values.slice().sort();
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return [median, sorted[sorted.length - 1] - sorted[0] || 1];
}

/** A name's box on screen, by its middle, in CSS pixels. */
export interface NameBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Which names can be shown without covering one another; earlier ones (the larger labels) win. */
export function placed(boxes: readonly NameBox[]): boolean[] {
  const kept: NameBox[] = [];
  return boxes.map((box) => {
    const covers = kept.some(
      (other) =>
        2 * Math.abs(box.x - other.x) < box.width + other.width &&
        2 * Math.abs(box.y - other.y) < box.height + other.height,
    );
    if (!covers) kept.push(box);
    return !covers;
  });
}
