// When to draw: only on request, at most once an animation frame, and never a second picture before the GPU is done
// with the first (without a GPU a million points take seconds; queued pictures would make the plot run behind the hand).
//
// A picture is painted in pieces of the random draw order, each as large as the last one's time allows. While the camera
// moves there is only the first piece, a fair sample; when it is still the rest is painted over it.

export interface Painter {
  /** Clear and prepare a new picture; its number of points, or -1 when nothing can be drawn now. */
  begin(): number;
  paint(from: number, to: number): void;
  /** A poll: has the GPU finished what was painted? */
  fence(): () => boolean;
  /** Nothing is left to paint. */
  done(): void;
}

export interface FrameStats {
  /** pictures begun since the start; a large one is painted in several pieces */
  readonly frames: number;
  readonly pieces: number;
  /** points painted of the picture on screen, and how many it has */
  readonly painted: number;
  readonly total: number;
  /** nothing left to draw */
  readonly settled: boolean;
}

const MOVING_BUDGET = 22; // ms of GPU time for one picture under a moving hand
const STILL_BUDGET = 150; // ms for one piece when still; a new move waits no longer than this
const SOON_BUDGET = 90; // ms for the first piece when still: what a person did is seen in it
const STILL_AFTER = 140; // ms without a move
const FIRST_COST = { piece: 4, many: 50 }; // ms for any piece, and for MANY points more, until measured
const MANY = 100_000;
const SMALLEST_PIECE = 20_000;
const LEARNING = 0.5; // how far one measurement moves the estimate
const GIVE_UP = 4000; // ms after which a fence that never answers (hidden page) is taken as done

export class Frames {
  readonly #painter: Painter;
  readonly #signal: AbortSignal;
  /** animation frame asked for, 0 = none */
  #frame = 0;
  /** poll of the GPU, or wait for stillness */
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** the GPU works on a piece */
  #busy = false;
  /** the picture on screen is not the one wanted */
  #stale = false;
  /** points painted of the current picture, and how many it has */
  #painted = 0;
  #total = 0;
  /** measured: without a GPU any piece has its price, however few points it has, since the whole canvas is put on screen */
  #cost = { ...FIRST_COST };
  /** when the camera last moved */
  #movedAt = -Infinity;
  /** pieces and pictures drawn since the start */
  #pieces = 0;
  #pictures = 0;

  constructor(painter: Painter, signal: AbortSignal) {
    this.#painter = painter;
    this.#signal = signal;
    signal.addEventListener("abort", () => this.#stop(), { once: true });
  }

  /** A new picture is wanted. `moving`: because the camera moved. */
  request(moving = false): void {
    this.#stale = true;
    if (moving) this.#movedAt = performance.now();
    if (!this.#busy) this.#schedule();
  }

  /** A picture was asked for and has not begun. */
  get waiting(): boolean {
    return this.#stale && (this.#busy || this.#frame !== 0);
  }

  get stats(): FrameStats {
    const settled = !this.#busy && !this.#stale && this.#painted >= this.#total;
    return { frames: this.#pictures, pieces: this.#pieces, painted: this.#painted, total: this.#total, settled };
  }

  #schedule(): void {
    if (this.#signal.aborted || this.#frame) return;
    clearTimeout(this.#timer);
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  #draw(): void {
    const fresh = this.#stale;
    if (fresh) {
      const total = this.#painter.begin();
      // stays stale: whoever makes drawing possible again (shown, restored, resized) requests it
      if (total < 0) return;
      this.#stale = false;
      this.#painted = 0;
      this.#total = total;
      this.#pictures++;
    }
    const from = this.#painted;
    const to = Math.min(this.#total, from + this.#pieceSize());
    const started = performance.now();
    this.#painter.paint(from, to);
    this.#painted = to;
    this.#pieces++;
    this.#busy = true;
    this.#await(this.#painter.fence(), started, to - from);
  }

  #await(isDone: () => boolean, started: number, points: number): void {
    this.#timer = setTimeout(() => {
      const elapsed = performance.now() - started;
      if (!isDone() && elapsed < GIVE_UP) {
        this.#await(isDone, started, points);
        return;
      }
      this.#busy = false;
      // few points measure the timer, not the GPU
      if (points >= SMALLEST_PIECE) this.#learn(points / MANY, elapsed);
      this.#next();
    }, 1);
  }

  /** What fits the budget; where the price of a piece takes most of it, as much again goes to points when still. */
  #pieceSize(): number {
    const moving = this.#isMoving();
    const { piece, many } = this.#cost;
    const still = this.#painted === 0 ? SOON_BUDGET : STILL_BUDGET;
    const left = Math.max((moving ? MOVING_BUDGET : still) - piece, moving ? piece / 3 : piece);
    return Math.max(SMALLEST_PIECE, Math.floor((left / many) * MANY));
  }

  /** Normalized least mean squares: small pieces tell the price of a piece, large ones that of points. */
  #learn(size: number, elapsed: number): void {
    const { piece, many } = this.#cost;
    const step = (LEARNING * (elapsed - piece - many * size)) / (1 + size * size);
    this.#cost = { piece: Math.max(1, piece + step), many: Math.max(0.05, many + step * size) };
  }

  #next(): void {
    if (this.#stale) this.#schedule();
    else if (this.#painted < this.#total) {
      const wait = this.#movedAt + STILL_AFTER - performance.now();
      // at once, not with the next frame: without a GPU that is late, for the picture so far is being put on screen
      if (wait <= 0) this.#draw();
      else this.#timer = setTimeout(() => this.#schedule(), wait);
    } else this.#painter.done();
  }

  #isMoving(): boolean {
    return performance.now() - this.#movedAt < STILL_AFTER;
  }

  #stop(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
  }
}
