// The outline a person draws: freehand, corner by corner, or a box. A plain state machine in data coordinates, so that
// panning and zooming between two corners moves the outline with the cells.

import type { SelectMode } from "../../geometry/selectMode";
import type { Pixel } from "../types";

export type Shape = "lasso" | "polygon" | "box";

/** Where the camera puts things. */
export interface Lens {
  toData(at: Pixel): [number, number];
  toScreen(x: number, y: number): [number, number];
}

export interface DrawingCallbacks {
  changed(): void;
  ended(polygon: number[][], mode: SelectMode): void;
}

const FEWEST_CORNERS = 3;
const SAME_CORNER = 4; // px: the second half of a double click sets no corner
const CLOSES_WITHIN = 9; // px around the first corner
const FINEST = 0.5; // px: places of a freehand outline nearer to the one before say nothing that can be seen
/** Of a freehand outline; an hour of scribbling has as many, and the message of it is far from what a server drops. */
const MOST_PLACES = 10_000;

export class Drawing {
  readonly #lens: Lens;
  readonly #callbacks: DrawingCallbacks;
  #shape: Shape | null = null;
  #mode: SelectMode = "replace";
  /** points or corners so far; of a box the corner it started at */
  #path: number[][] = [];
  /** where the pointer is: the end of a polygon's rubber line, the other corner of a box */
  #loose: number[] | null = null;

  constructor(lens: Lens, callbacks: DrawingCallbacks) {
    this.#lens = lens;
    this.#callbacks = callbacks;
  }

  get shape(): Shape | null {
    return this.#shape;
  }

  /** What there is to draw, the loose end included; null when nothing is under way. */
  get outline(): number[][] | null {
    if (this.#shape === null) return null;
    if (this.#shape === "box") return this.#loose ? boxOf(this.#path[0], this.#loose) : null;
    return this.#loose ? [...this.#path, this.#loose] : this.#path;
  }

  /** The corners set by hand, to be marked; freehand has none. */
  get corners(): readonly number[][] {
    return this.#shape === "polygon" ? this.#path : [];
  }

  /** A press that begins a freehand outline or a box. */
  start(shape: "lasso" | "box", at: Pixel, mode: SelectMode): void {
    this.#shape = shape;
    this.#mode = mode;
    this.#path = [this.#lens.toData(at)];
    this.#loose = null;
    this.#callbacks.changed();
  }

  /** The pointer went on; of freehand every place counts, else only the last. */
  move(to: readonly Pixel[]): void {
    if (this.#shape === null || to.length === 0) return;
    if (this.#shape === "lasso") this.#go(to);
    else this.#loose = this.#lens.toData(to[to.length - 1]);
    this.#callbacks.changed();
  }

  #go(to: readonly Pixel[]): void {
    for (const at of to) {
      const last = this.#path.at(-1);
      if (!last || !this.#isNear(last, at, FINEST)) this.#path.push(this.#lens.toData(at));
    }
    // every other place, as often as it takes: what was drawn first is drawn as finely as what comes
    while (this.#path.length > MOST_PLACES) this.#path = this.#path.filter((_, i) => i % 2 === 0);
  }

  /** A click of the polygon tool: a corner, or the end when it is on the first one. */
  corner(at: Pixel, mode: SelectMode): void {
    if (this.#shape !== "polygon") {
      this.#shape = "polygon";
      this.#path = [];
    }
    if (this.canClose && this.#isNear(this.#path[0], at, CLOSES_WITHIN)) {
      this.finish(mode);
      return;
    }
    const last = this.#path.at(-1);
    if (!last || !this.#isNear(last, at, SAME_CORNER)) this.#path.push(this.#lens.toData(at));
    this.#loose = null;
    this.#callbacks.changed();
  }

  /** Backspace: takes the last corner back; without corners there is no outline. */
  removeCorner(): void {
    if (this.#shape !== "polygon") return;
    this.#path.pop();
    if (this.#path.length === 0) this.cancel();
    else this.#callbacks.changed();
  }

  get canClose(): boolean {
    return this.#path.length >= FEWEST_CORNERS;
  }

  /** Closes the outline; a polygon takes the mode of its closing, the others that of their start. */
  finish(mode: SelectMode = this.#mode): void {
    const polygon = this.#shape === "box" ? this.outline : this.#path;
    const whole = this.#shape !== null && polygon !== null && polygon.length >= FEWEST_CORNERS;
    // two corners enclose nothing: a polygon waits for the third
    if (this.#shape === "polygon" && !whole) return;
    this.cancel();
    if (whole) this.#callbacks.ended(polygon, mode);
  }

  cancel(): void {
    if (this.#shape === null) return;
    this.#shape = null;
    this.#path = [];
    this.#loose = null;
    this.#callbacks.changed();
  }

  #isNear([x, y]: number[], [px, py]: Pixel, within: number): boolean {
    const [sx, sy] = this.#lens.toScreen(x, y);
    return Math.hypot(sx - px, sy - py) <= within;
  }
}

function boxOf([x1, y1]: number[], [x2, y2]: number[]): number[][] {
  return [
    [x1, y1],
    [x2, y1],
    [x2, y2],
    [x1, y2],
  ];
}
