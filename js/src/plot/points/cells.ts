// What the GPU holds of each cell besides its place: one uint32 of label code and flags, in draw order.
//
// The draw order goes through the file in steps of a golden share of it, so that no label hides another because of the
// order of the file and any prefix is a fair sample (no stretch of the file has more than its share). The order and the
// way back are arithmetic and take no memory. Cells without a finite coordinate have no slot and so are never drawn.

export type Codes = Uint8Array | Uint16Array | Uint32Array;

export const CODE_BITS = 0xffffff;
export const SELECTED = 0x1000000;
/** It is not shown: only a part of the cells is. */
export const HIDDEN = 0x2000000;
/** Color steps of a number column; code 0 stays for "no value". */
export const STEPS = 256;
const NO_SLOT = 0xffffffff;
/** Slots that are dealt with at a time: their cells stay in the processor's cache. */
const CHUNK = 8192;
/** SELECTED is this bit: a mask's 0 or 1 is shifted there. */
const SELECTED_BIT = 24;
const HIDDEN_BIT = 25;

export class PackedCells {
  /** slot -> code and flags */
  readonly words: Uint32Array;
  /** Number of cells, drawn or not. */
  readonly length: number;
  /** the cells that are drawn, in the order of the file; null: all are */
  readonly #drawn: Uint32Array | null;
  /** cell -> its place among those, or NO_SLOT; null: all are drawn */
  readonly #ranks: Uint32Array | null;
  /** from one slot's rank to the next one's, modulo the number drawn */
  readonly #step: number;
  /** a cell's slot: this times its rank, modulo the number drawn */
  readonly #inverse: number;
  /** changed slots that were not uploaded yet: from (inclusive) to (exclusive) */
  #dirtyFrom = 0;
  #dirtyTo = 0;

  constructor(xy: Float32Array) {
    this.length = xy.length >> 1;
    this.#drawn = drawnCells(xy);
    this.#ranks = this.#drawn && ranksOf(this.#drawn, this.length);
    this.words = new Uint32Array(this.#drawn?.length ?? this.length);
    const { step, inverse } = goldenStep(this.words.length);
    this.#step = step;
    this.#inverse = inverse;
    this.#touchAll();
  }

  /** How many are drawn. */
  get count(): number {
    return this.words.length;
  }

  /** slot -> cell, made anew each time. */
  order(): Uint32Array {
    const order = new Uint32Array(this.count);
    for (const { from, cells } of this.#inOrder()) order.set(cells, from);
    return order;
  }

  /** The cells by slot, a few thousand at a time; the array is used again for the next ones. */
  *#inOrder(): Generator<{ from: number; cells: Uint32Array }> {
    const n = this.count;
    const drawn = this.#drawn;
    const step = this.#step;
    const cells = new Uint32Array(Math.min(n, CHUNK));
    let rank = 0;
    for (let from = 0; from < n; from += CHUNK) {
      const size = Math.min(CHUNK, n - from);
      for (let k = 0; k < size; k++) {
        cells[k] = drawn ? drawn[rank] : rank;
        rank += step;
        if (rank >= n) rank -= n;
      }
      yield { from, cells: size === cells.length ? cells : cells.subarray(0, size) };
    }
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
    const placed = new Float32Array(2 * this.count);
    for (const { from, cells } of this.#inOrder()) {
      for (let k = 0; k < cells.length; k++) {
        placed[2 * (from + k)] = xy[2 * cells[k]];
        placed[2 * (from + k) + 1] = xy[2 * cells[k] + 1];
      }
    }
    return placed;
  }

  setCodes(codes: Codes): void {
    const { words } = this;
    for (const { from, cells } of this.#inOrder())
      for (let k = 0; k < cells.length; k++) words[from + k] = (words[from + k] & ~CODE_BITS) | codes[cells[k]];
    this.#touchAll();
  }

  setOneCode(code: number): void {
    const { words } = this;
    for (let slot = 0; slot < words.length; slot++) words[slot] = (words[slot] & ~CODE_BITS) | code;
    this.#touchAll();
  }

  /** Values between low and high become codes 1 .. STEPS, those beyond are clipped, NaN is 0. */
  setValues(values: Float32Array, low: number, high: number): void {
    const { words } = this;
    const perUnit = high > low ? (STEPS - 1) / (high - low) : 0;
    for (const { from, cells } of this.#inOrder()) {
      for (let k = 0; k < cells.length; k++) {
        const value = values[cells[k]];
        let code = 0;
        if (value >= high && high > low) code = STEPS;
        else if (value <= low || perUnit === 0) code = Number.isNaN(value) ? 0 : 1;
        else if (!Number.isNaN(value)) code = 1 + Math.round((value - low) * perUnit);
        words[from + k] = (words[from + k] & ~CODE_BITS) | code;
      }
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
    this.#setFlag(SELECTED, SELECTED_BIT, mask, 0);
  }

  /** Hides all cells but those of the mask; null: none. */
  setShown(mask: Uint8Array | null): void {
    this.#setFlag(HIDDEN, HIDDEN_BIT, mask, 1);
  }

  /** `flip`: 1 where the flag is for those that are not in the mask. */
  #setFlag(flag: number, bit: number, mask: Uint8Array | null, flip: 0 | 1): void {
    const { words } = this;
    for (const { from, cells } of this.#inOrder()) {
      let changes = 0;
      // without a branch: which of the cells are in the mask is as good as random here
      for (let k = 0; k < cells.length; k++) {
        const before = words[from + k];
        const after = (before & ~flag) | (mask ? (mask[cells[k]] ^ flip) << bit : 0);
        changes |= before ^ after;
        words[from + k] = after;
      }
      if (changes !== 0) this.#touch(from, from + cells.length);
    }
  }

  /** How many of those that are drawn are not hidden. */
  countShown(): number {
    const { words } = this;
    let n = 0;
    for (let slot = 0; slot < words.length; slot++) n += (words[slot] & HIDDEN) === 0 ? 1 : 0;
    return n;
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

function ranksOf(drawn: Uint32Array, length: number): Uint32Array {
  const ranks = new Uint32Array(length).fill(NO_SLOT);
  for (let rank = 0; rank < drawn.length; rank++) ranks[drawn[rank]] = rank;
  return ranks;
}

/** Whether all coordinates are finite. */
export function allPlaced(xy: Float32Array): boolean {
  let sum = 0;
  for (let i = 0; i < xy.length; i++) sum += xy[i] * 0;
  return sum === 0;
}

/** The cells with finite coordinates; null: all. */
function drawnCells(xy: Float32Array): Uint32Array | null {
  if (allPlaced(xy)) return null;
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
