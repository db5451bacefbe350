// The layer that draws the points, made when the plot is first seen: a page has 16 contexts of the GPU, and a notebook that
// ran from top to bottom may have more plots than that below the fold.

import { CanvasPoints } from "./canvasPoints";
import type { PackedCells } from "./cells";
import { type Picture, type PointLayer, Points } from "./points";

export interface LayerCallbacks {
  /** What was drawn is gone. */
  restored(): void;
  /** There is no GPU to draw with: it is done without. */
  plain(): void;
}

export class SeenLayer implements PointLayer {
  readonly #canvas: HTMLCanvasElement;
  readonly #callbacks: LayerCallbacks;
  readonly #signal: AbortSignal;
  #points: Points | null = null;
  /** null until seen */
  #layer: PointLayer | null = null;
  #seen = false;
  #cells: { xy: Float32Array; cells: PackedCells; former: Float32Array | null } | null = null;
  #palette: Uint8Array = new Uint8Array(4);

  constructor(canvas: HTMLCanvasElement, callbacks: LayerCallbacks, signal: AbortSignal) {
    this.#canvas = canvas;
    this.#callbacks = callbacks;
    this.#signal = signal;
  }

  /** Whether someone can see the plot; while not, nothing is drawn and no context held. */
  set seen(seen: boolean) {
    this.#seen = seen;
    if (seen) this.#points?.wake();
    else this.#points?.sleep();
  }

  get holdsContext(): boolean {
    return this.#seen && this.#layer !== null && this.#layer === this.#points;
  }

  get count(): number {
    return this.#cells?.cells.count ?? 0;
  }

  setCells(xy: Float32Array, cells: PackedCells, former: Float32Array | null): void {
    this.#cells = { xy, cells, former };
    this.#layer?.setCells(xy, cells, former);
  }

  land(): void {
    if (this.#cells) this.#cells.former = null;
    this.#layer?.land();
  }

  setPalette(palette: Uint8Array): void {
    this.#palette = palette;
    this.#layer?.setPalette(palette);
  }

  begin(picture: Picture): boolean {
    if (!this.#seen) return false;
    this.#layer ??= this.#make();
    return this.#layer.begin(picture);
  }

  paint(from: number, to: number): void {
    this.#layer?.paint(from, to);
  }

  fence(): () => boolean {
    return this.#layer?.fence() ?? (() => true);
  }

  #make(): PointLayer {
    const points = new Points(this.#canvas, this.#callbacks.restored, this.#signal);
    if (points.available) this.#points = points;
    const layer = points.available ? points : new CanvasPoints(this.#canvas);
    if (this.#cells) layer.setCells(this.#cells.xy, this.#cells.cells, this.#cells.former);
    layer.setPalette(this.#palette);
    if (!points.available) this.#callbacks.plain();
    return layer;
  }
}
