// The camera on its way to another place, for a moment, so that one sees where it went.

import { between, type Camera } from "./camera";
import { Tween } from "./tween";
import type { Viewport } from "./viewport";

const FLIGHT_MS = 250;

export class Flight {
  readonly #view: Viewport;
  readonly #moved: (flying: boolean) => void;
  readonly #tween: Tween;

  constructor(view: Viewport, moved: (flying: boolean) => void, signal: AbortSignal) {
    this.#view = view;
    this.#moved = moved;
    this.#tween = new Tween(signal);
  }

  to(camera: Camera, landed: () => void = () => {}): void {
    if (!this.#view.isLaidOut) {
      landed();
      return;
    }
    const from = this.#view.camera;
    const step = (t: number) => {
      this.#view.camera = between(from, camera, t);
      this.#moved(t < 1);
    };
    this.#tween.run(FLIGHT_MS, step, landed);
  }

  finish(): void {
    this.#tween.finish();
  }

  stop(): void {
    this.#tween.stop();
  }
}
