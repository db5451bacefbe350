// Where the names of labels go: at the median x and y of their cells, which outliers don't pull away as they do a mean.

import { allPlaced, type Codes } from "../points/cells";

/** Labels of more cells than this have the median of a random sample of about so many: off by about 3 % of the spread. */
export const SAMPLE_ABOVE = 2000;

export interface Median {
  readonly x: number;
  readonly y: number;
  /** cells with finite coordinates */
  readonly count: number;
}

/** The medians of the codes wanted, of the cells shown (null: all); a code without drawn cells is left out. */
export function mediansOf(
  xy: Float32Array,
  codes: Codes,
  wanted: readonly number[],
  shown: Uint8Array | null = null,
): Map<number, Median> {
  // group of a code: its place in `wanted` + 1, 0 = not asked for
  const groups = new Uint32Array(wanted.reduce((top, code) => Math.max(top, code), 0) + 1);
  wanted.forEach((code, k) => {
    groups[code] = k + 1;
  });
  const counts = new Uint32Array(wanted.length + 1);
  const n = Math.min(codes.length, xy.length >> 1);
  const whole = !shown && allPlaced(xy);
  const isDrawn = (cell: number) => (!shown || shown[cell] === 1) && isPlaced(xy, cell);
  for (let cell = 0; cell < n; cell++) {
    const code = codes[cell];
    if (code < groups.length && (whole || isDrawn(cell))) counts[groups[code]]++;
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
  for (let cell = 0; cell < n; cell++) {
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

  const medians = new Map<number, Median>();
  for (let group = 1; group < ends.length; group++) {
    if (filled[group] === 0) continue;
    const from = ends[group - 1];
    const to = from + filled[group];
    medians.set(wanted[group - 1], {
      x: median(xs.subarray(from, to)),
      y: median(ys.subarray(from, to)),
      count: counts[group],
    });
  }
  return medians;
}

function isPlaced(xy: Float32Array, cell: number): boolean {
  return xy[2 * cell] * 0 + xy[2 * cell + 1] * 0 === 0;
}

/** Sorts the array it is given. */
function median(values: Float32Array): number {
  values.sort();
  const middle = values.length >> 1;
  return values.length % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
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
