// What the GPU holds of each cell besides its place: one uint32 of label code and flags, in draw order.
//
// The draw order goes through the file in steps of a golden share of it, so that no label hides another because of the
// order of the file and any prefix is a fair sample (no stretch of the file has more than its share). The way back is
// arithmetic and takes no memory. Cells without a finite coordinate have no slot and so are never drawn.

export type Codes = Uint8Array | Uint16Array | Uint32Array;

export const CODE_BITS = 0xffffff;
export const SELECTED = 0x1000000;
/** Colour steps of a number column; code 0 stays for "no value". */
export const STEPS = 256;
const NO_SLOT = 0xffffffff;

export class PackedCells {
  /** slot -> cell */
  readonly order: Uint32Array;
  /** slot -> code and flags */
  readonly words: Uint32Array;
  /** Number of cells, drawn or not. */
  readonly length: number;
  /** cell -> its place among those that are drawn, or NO_SLOT; null: all are drawn */
  readonly #ranks: Uint32Array | null;
  /** a cell's slot: this times its rank, modulo the number drawn */
  readonly #inverse: number;
  /** changed slots that were not uploaded yet: from (inclusive) to (exclusive) */
  #dirtyFrom = 0;
  #dirtyTo = 0;

  constructor(xy: Float32Array) {
    this.length = xy.length >> 1;
    const { order, ranks, inverse } = drawOrder(xy);
    this.order = order;
    this.#ranks = ranks;
    this.#inverse = inverse;
    this.words = new Uint32Array(order.length);
    this.#touchAll();
  }

  /** Code of a cell; null: it is never drawn. */
  codeOf(cell: number): number | null {
    const slot = this.#slotOf(cell);
    return slot === NO_SLOT ? null : this.words[slot] & CODE_BITS;
  }

  #slotOf(cell: number): number {
    if (cell >= this.length) return NO_SLOT;
    const rank = this.#ranks ? this.#ranks[cell] : cell;
    return rank === NO_SLOT ? NO_SLOT : timesModulo(rank, this.#inverse, this.words.length);
  }

  /** Places in draw order. */
  positions(xy: Float32Array): Float32Array {
    const { order } = this;
    const placed = new Float32Array(2 * order.length);
    for (let slot = 0; slot < order.length; slot++) {
      placed[2 * slot] = xy[2 * order[slot]];
      placed[2 * slot + 1] = xy[2 * order[slot] + 1];
    }
    return placed;
  }

  setCodes(codes: Codes): void {
    const { order, words } = this;
    for (let slot = 0; slot < words.length; slot++) words[slot] = (words[slot] & ~CODE_BITS) | codes[order[slot]];
    this.#touchAll();
  }

  setOneCode(code: number): void {
    const { words } = this;
    for (let slot = 0; slot < words.length; slot++) words[slot] = (words[slot] & ~CODE_BITS) | code;
    this.#touchAll();
  }

  /** Values between low and high become codes 1 .. STEPS, those beyond are clipped, NaN is 0. */
  setValues(values: Float32Array, low: number, high: number): void {
    const { order, words } = this;
    const perUnit = high > low ? (STEPS - 1) / (high - low) : 0;
    for (let slot = 0; slot < words.length; slot++) {
      const value = values[order[slot]];
      let code = 0;
      if (value >= high && high > low) code = STEPS;
      else if (value <= low || perUnit === 0) code = Number.isNaN(value) ? 0 : 1;
      else if (!Number.isNaN(value)) code = 1 + Math.round((value - low) * perUnit);
      words[slot] = (words[slot] & ~CODE_BITS) | code;
    }
    this.#touchAll();
  }

  patch(cells: Uint32Array, code: number): void {
    const { words } = this;
    let from = words.length;
    let to = 0;
    for (let k = 0; k < cells.length; k++) {
      const slot = this.#slotOf(cells[k]);
      if (slot === NO_SLOT) continue;
      words[slot] = (words[slot] & ~CODE_BITS) | code;
      if (slot < from) from = slot;
      if (slot >= to) to = slot + 1;
    }
    this.#touch(from, to);
  }

  setSelected(mask: Uint8Array | null): void {
    const { order, words } = this;
    let from = words.length;
    let to = 0;
    for (let slot = 0; slot < words.length; slot++) {
      const before = words[slot];
      const after = mask?.[order[slot]] ? before | SELECTED : before & ~SELECTED;
      if (after === before) continue;
      words[slot] = after;
      if (slot < from) from = slot;
      to = slot + 1;
    }
    this.#touch(from, to);
  }

  /** The range of slots changed since the last call, or null. */
  takeDirty(): [number, number] | null {
    if (this.#dirtyFrom >= this.#dirtyTo) return null;
    const range: [number, number] = [this.#dirtyFrom, this.#dirtyTo];
    this.#dirtyFrom = 0;
    this.#dirtyTo = 0;
    return range;
  }

  #touch(from: number, to: number): void {
    if (from >= to) return;
    const clean = this.#dirtyFrom >= this.#dirtyTo;
    this.#dirtyFrom = clean ? from : Math.min(this.#dirtyFrom, from);
    this.#dirtyTo = clean ? to : Math.max(this.#dirtyTo, to);
  }

  #touchAll(): void {
    this.#touch(0, this.words.length);
  }
}

/** The product modulo n, exact below 94 million (where it no longer fits the 53 bits of a number). */
function timesModulo(a: number, b: number, n: number): number {
  const product = a * b;
  const rest = product - Math.floor(product / n) * n;
  // the quotient may have been rounded up
  return rest < 0 ? rest + n : rest < n ? rest : rest - n;
}

/** The same for the same cells, so that a picture can be made again. */
function drawOrder(xy: Float32Array): { order: Uint32Array; ranks: Uint32Array | null; inverse: number } {
  const drawn = drawnCells(xy);
  const n = drawn ? drawn.length : xy.length >> 1;
  const { step, inverse } = goldenStep(n);
  const order = new Uint32Array(n);
  for (let slot = 0, rank = 0; slot < n; slot++) {
    order[slot] = drawn ? drawn[rank] : rank;
    rank += step;
    if (rank >= n) rank -= n;
  }
  if (!drawn) return { order, ranks: null, inverse };
  const ranks = new Uint32Array(xy.length >> 1).fill(NO_SLOT);
  for (let rank = 0; rank < n; rank++) ranks[drawn[rank]] = rank;
  return { order, ranks, inverse };
}

/** The cells with finite coordinates; null: all. */
function drawnCells(xy: Float32Array): Uint32Array | null {
  let sum = 0;
  for (let i = 0; i < xy.length; i++) sum += xy[i] * 0;
  if (sum === 0) return null;
  const cells = new Uint32Array(xy.length >> 1);
  let count = 0;
  for (let cell = 0; cell < cells.length; cell++)
    if (xy[2 * cell] * 0 + xy[2 * cell + 1] * 0 === 0) cells[count++] = cell;
  return cells.slice(0, count);
}

/** A step close to the golden share of n that has no divisor in common with it, and its inverse modulo n. */
function goldenStep(n: number): { step: number; inverse: number } {
  if (n < 3) return { step: 1, inverse: 1 };
  for (let step = Math.max(1, Math.round(n * 0.6180339887498949)); ; step--) {
    // Euclid: `inverse` times step is `rest` modulo n
    let [rest, other, inverse, before] = [step, n, 1, 0];
    while (rest > 1) {
      const times = Math.floor(other / rest);
      [rest, other] = [other - times * rest, rest];
      [inverse, before] = [before - times * inverse, inverse];
    }
    if (rest === 1) return { step, inverse: ((inverse % n) + n) % n };
  }
}
