// What the GPU holds of each cell besides its place: one uint32 of label code and flags, in draw order.
//
// The draw order goes through the file in steps of a golden share of it, so that no label hides another because of the
// order of the file and any prefix is a fair sample (no stretch of the file has more than its share). The order and the
// way back are arithmetic and take no memory. Nor is anything else kept here that the store has: words and places are made
// a block at a time, when that block is to be painted, so that the first piece of a picture waits for no other, and nothing
// stops the page for all cells at once. Cells without a finite coordinate have no slot and so are never drawn.

export type Codes = Uint8Array | Uint16Array | Uint32Array;

export const CODE_BITS = 0xffffff;
export const SELECTED = 0x1000000;
/** It is not shown: only a part of the cells is. */
export const HIDDEN = 0x2000000;
/** Color steps of a number column; code 0 stays for "no value". */
export const STEPS = 256;
const NO_SLOT = 0xffffffff;
/** Slots of a block. */
export const BLOCK = 16384;
/**
 * Of many cells so many that follow one another in the file are drawn after one another: one cell at a time would have to be
 * fetched from memory each, for its neighbours are gone from the processor's cache before their turn.
 */
const RUN = 16;
/** From so many cells on. A block, and what is fair, has whole runs. */
export const IN_RUNS = 200_000;
/** SELECTED is this bit: a mask's 0 or 1 is shifted there. */
const SELECTED_BIT = 24;
const HIDDEN_BIT = 25;

type Look =
  | { kind: "one"; code: number }
  | { kind: "codes"; codes: Codes }
  | { kind: "values"; values: Float32Array; low: number; high: number };

export class PackedCells {
  /** Number of cells, drawn or not. */
  readonly length: number;
  /** How many are drawn. */
  readonly count: number;
  /** the cells that are drawn, in the order of the file; null: all are */
  readonly #drawn: Uint32Array | null;
  /** cell -> its place among those, or NO_SLOT; null: all are drawn */
  readonly #ranks: Uint32Array | null;
  /** cells of a run, and how many whole runs there are; what is left comes last */
  readonly #run: number;
  readonly #runs: number;
  /** from one run's rank to the next one's, modulo the number of runs */
  readonly #step: number;
  /** a run's place in the order: this times its rank, modulo the number of runs */
  readonly #inverse: number;
  #look: Look = { kind: "one", code: 0 };
  /** 0/1 a cell; null: none is, all are */
  #selected: Uint8Array | null = null;
  #shown: Uint8Array | null = null;
  /** by block: 1 = its words changed since they were last taken */
  readonly #stale: Uint8Array;
  /** room for a block's cells, words and places, used again for each */
  readonly #cells: Uint32Array;
  readonly #words: Uint32Array;
  readonly #places: Float32Array;

  constructor(xy: Float32Array) {
    this.length = xy.length >> 1;
    this.#drawn = drawnCells(xy);
    this.#ranks = this.#drawn && ranksOf(this.#drawn, this.length);
    this.count = this.#drawn?.length ?? this.length;
    this.#run = this.count < IN_RUNS ? 1 : RUN;
    this.#runs = Math.floor(this.count / this.#run);
    const { step, inverse } = goldenStep(this.#runs);
    this.#step = step;
    this.#inverse = inverse;
    this.#stale = new Uint8Array(Math.ceil(this.count / BLOCK)).fill(1);
    const room = Math.min(this.count, BLOCK);
    this.#cells = new Uint32Array(room);
    this.#words = new Uint32Array(room);
    this.#places = new Float32Array(2 * room);
  }

  get nBlocks(): number {
    return this.#stale.length;
  }

  /** slot -> cell, made anew each time. */
  order(): Uint32Array {
    const order = new Uint32Array(this.count);
    for (let block = 0; block < this.nBlocks; block++) order.set(this.#cellsOf(block), block * BLOCK);
    return order;
  }

  #cellsOf(block: number): Uint32Array {
    const drawn = this.#drawn;
    const [run, runs, step] = [this.#run, this.#runs, this.#step];
    const from = block * BLOCK;
    const cells = this.#cells.subarray(0, Math.min(BLOCK, this.count - from));
    let place = from / run;
    let rank = timesModulo(place, step, runs);
    for (let k = 0; k < cells.length; ) {
      const first = run * (place < runs ? rank : place);
      const end = Math.min(k + run, cells.length);
      for (let cell = first; k < end; k++, cell++) cells[k] = drawn ? drawn[cell] : cell;
      place++;
      rank += step;
      if (rank >= runs) rank -= runs;
    }
    return cells;
  }

  /** Code of a cell; null: it is never drawn. */
  codeOf(cell: number): number | null {
    if (this.#slotOf(cell) === NO_SLOT) return null;
    const look = this.#look;
    if (look.kind === "one") return look.code;
    return look.kind === "codes" ? look.codes[cell] : stepOf(look.values[cell], look.low, look.high);
  }

  #slotOf(cell: number): number {
    if (cell >= this.length) return NO_SLOT;
    const rank = this.#ranks ? this.#ranks[cell] : cell;
    if (rank === NO_SLOT) return NO_SLOT;
    const run = Math.floor(rank / this.#run);
    return run < this.#runs ? this.#run * timesModulo(run, this.#inverse, this.#runs) + (rank % this.#run) : rank;
  }

  /** Code and flags of a block's cells; the array is used again for the next ones. */
  words(block: number): Uint32Array {
    const cells = this.#cellsOf(block);
    const words = this.#words.subarray(0, cells.length);
    const [look, selected, shown] = [this.#look, this.#selected, this.#shown];
    if (look.kind === "one") words.fill(look.code);
    else if (look.kind === "codes") {
      const { codes } = look;
      for (let k = 0; k < cells.length; k++) words[k] = codes[cells[k]];
    } else {
      const { values, low, high } = look;
      for (let k = 0; k < cells.length; k++) words[k] = stepOf(values[cells[k]], low, high);
    }
    // without a branch: which of the cells are in a mask is as good as random here
    if (selected) for (let k = 0; k < cells.length; k++) words[k] |= selected[cells[k]] << SELECTED_BIT;
    if (shown) for (let k = 0; k < cells.length; k++) words[k] |= (shown[cells[k]] ^ 1) << HIDDEN_BIT;
    return words;
  }

  /** Places of a block's cells; the array is used again for the next ones. */
  places(block: number, xy: Float32Array): Float32Array {
    const cells = this.#cellsOf(block);
    const places = this.#places.subarray(0, 2 * cells.length);
    for (let k = 0; k < cells.length; k++) {
      places[2 * k] = xy[2 * cells[k]];
      places[2 * k + 1] = xy[2 * cells[k] + 1];
    }
    return places;
  }

  /** Whether a block's words are not what they were when this was last asked. */
  takeStale(block: number): boolean {
    const stale = this.#stale[block] === 1;
    this.#stale[block] = 0;
    return stale;
  }

  /** Who had them has them no more. */
  touchAll(): void {
    this.#stale.fill(1);
  }

  /** The array is read whenever a block is painted: tell what changes in it. */
  setCodes(codes: Codes): void {
    this.#set({ kind: "codes", codes });
  }

  setOneCode(code: number): void {
    this.#set({ kind: "one", code });
  }

  /** Values between low and high become codes 1 .. STEPS, those beyond are clipped, NaN is 0. */
  setValues(values: Float32Array, low: number, high: number): void {
    this.#set({ kind: "values", values, low, high });
  }

  #set(look: Look): void {
    this.#look = look;
    this.touchAll();
  }

  /** The codes of these cells are others now. */
  patched(cells: Uint32Array): void {
    for (let k = 0; k < cells.length; k++) {
      const slot = this.#slotOf(cells[k]);
      if (slot !== NO_SLOT) this.#stale[Math.floor(slot / BLOCK)] = 1;
    }
  }

  setSelected(mask: Uint8Array | null): void {
    if (mask === this.#selected) return;
    this.#selected = mask;
    this.touchAll();
  }

  /** Hides all cells but those of the mask; null: none. */
  setShown(mask: Uint8Array | null): void {
    if (mask === this.#shown) return;
    this.#shown = mask;
    this.touchAll();
  }

  /** How many of those that are drawn are not hidden. */
  countShown(): number {
    const [shown, drawn] = [this.#shown, this.#drawn];
    if (!shown) return this.count;
    let n = 0;
    if (drawn) for (let k = 0; k < drawn.length; k++) n += shown[drawn[k]];
    else for (let cell = 0; cell < shown.length; cell++) n += shown[cell];
    return n;
  }
}

function stepOf(value: number, low: number, high: number): number {
  if (Number.isNaN(value)) return 0;
  if (high <= low || value <= low) return 1;
  return value >= high ? STEPS : 1 + Math.round((value - low) * ((STEPS - 1) / (high - low)));
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

const whole = new WeakMap<Float32Array, boolean>();

/** Whether all coordinates are finite; they are looked at once. */
export function allPlaced(xy: Float32Array): boolean {
  const known = whole.get(xy);
  if (known !== undefined) return known;
  let sum = 0;
  for (let i = 0; i < xy.length; i++) sum += xy[i] * 0;
  whole.set(xy, sum === 0);
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
