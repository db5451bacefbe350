// What the GPU holds of each cell besides its place: one uint32 of label code and flags, in draw order.
//
// The draw order is random, so that no label hides another because of the order of the file and any prefix of it is a
// fair sample. It is kept both ways: cells without a finite coordinate have no slot and so are never drawn.

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
  /** cell -> slot, or NO_SLOT */
  readonly #slots: Uint32Array;
  /** changed slots that were not uploaded yet: from (inclusive) to (exclusive) */
  #dirtyFrom = 0;
  #dirtyTo = 0;

  constructor(xy: Float32Array) {
    this.order = drawOrder(xy);
    this.words = new Uint32Array(this.order.length);
    this.#slots = new Uint32Array(xy.length >> 1).fill(NO_SLOT);
    for (let slot = 0; slot < this.order.length; slot++) this.#slots[this.order[slot]] = slot;
    this.#touchAll();
  }

  /** Number of cells, drawn or not. */
  get length(): number {
    return this.#slots.length;
  }

  /** Code of a cell; null: it is never drawn. */
  codeOf(cell: number): number | null {
    const slot = this.#slots[cell];
    return slot === NO_SLOT || slot === undefined ? null : this.words[slot] & CODE_BITS;
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
      const slot = this.#slots[cells[k]];
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

/** The cells with finite coordinates, shuffled; the same for the same number of cells, so a picture can be made again. */
function drawOrder(xy: Float32Array): Uint32Array {
  const n = xy.length >> 1;
  const order = new Uint32Array(n);
  let count = 0;
  for (let cell = 0; cell < n; cell++) {
    const sum = xy[2 * cell] * 0 + xy[2 * cell + 1] * 0;
    if (sum === 0) order[count++] = cell;
  }
  let state = 0x9e3779b9;
  for (let i = count - 1; i > 0; i--) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const k = Math.floor(((state >>> 0) / 0x100000000) * (i + 1));
    const swapped = order[i];
    order[i] = order[k];
    order[k] = swapped;
  }
  return order.slice(0, count);
}
