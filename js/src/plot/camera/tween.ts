// Something that changes over a moment instead of at once, for those who did not ask their system for less motion.

export class Tween {
  readonly #signal: AbortSignal;
  /** animation frame asked for, 0 = nothing under way */
  #frame = 0;
  #step: (t: number) => void = () => {};
  #done: () => void = () => {};

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener("abort", () => this.stop(), { once: true });
  }

  get running(): boolean {
    return this.#frame !== 0;
  }

  /** Calls `step` with 0..1, slow at both ends, once a frame; `done` comes after step(1). Replaces what was under way. */
  run(ms: number, step: (t: number) => void, done: () => void = () => {}): void {
    this.stop();
    this.#step = step;
    this.#done = done;
    if (this.#signal.aborted || isMotionUnwanted()) {
      this.#end();
      return;
    }
    let started: number | null = null;
    const next = (now: number) => {
      started ??= now;
      const t = (now - started) / ms;
      if (t >= 1) {
        this.#end();
        return;
      }
      this.#frame = requestAnimationFrame(next);
      step(eased(t));
    };
    this.#frame = requestAnimationFrame(next);
  }

  /** At once to the end, where something is under way. */
  finish(): void {
    if (!this.running) return;
    cancelAnimationFrame(this.#frame);
    this.#end();
  }

  /** Leaves it where it is. */
  stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  #end(): void {
    this.#frame = 0;
    this.#step(1);
    this.#done();
  }
}

export function eased(t: number): number {
  return t < 0.5 ? 4 * t ** 3 : 1 - (2 - 2 * t) ** 3 / 2;
}

function isMotionUnwanted(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
