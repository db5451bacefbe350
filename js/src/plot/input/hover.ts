// The cell under a resting pointer, looked up at most once an animation frame.

import type { Pixel } from "../types";

export class Hover {
  readonly #lookUp: (at: Pixel) => number | null;
  readonly #changed: (cell: number | null, at: Pixel) => void;
  readonly #signal: AbortSignal;
  /** where the pointer is; null = not over the plot, or busy with a drag */
  #pointer: Pixel | null = null;
  #cell: number | null = null;
  /** animation frame asked for, 0 = none */
  #frame = 0;

  constructor(
    lookUp: (at: Pixel) => number | null,
    changed: (cell: number | null, at: Pixel) => void,
    signal: AbortSignal,
  ) {
    this.#lookUp = lookUp;
    this.#changed = changed;
    this.#signal = signal;
    signal.addEventListener("abort", () => cancelAnimationFrame(this.#frame), { once: true });
  }

  get cell(): number | null {
    return this.#cell;
  }

  move(at: Pixel): void {
    this.#pointer = at;
    if (this.#frame || this.#signal.aborted) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      if (!this.#pointer) return;
      const cell = this.#lookUp(this.#pointer);
      if (cell === null && this.#cell === null) return;
      this.#cell = cell;
      this.#changed(cell, this.#pointer);
    });
  }

  /** Cells moved under a resting pointer. */
  again(): void {
    if (this.#pointer) this.move(this.#pointer);
  }

  end(): void {
    this.#pointer = null;
    this.drop();
  }

  /** At once: the cell may be gone with the coordinates. The pointer is still there. */
  drop(): void {
    if (this.#cell === null) return;
    this.#cell = null;
    this.#changed(null, [0, 0]);
  }
}
