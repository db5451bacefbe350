// The cells as they are drawn: what each one looks like, when to draw, and their way from one embedding to another.

import type { Camera, Size } from "../camera/camera";
import { MOST_MOVING, startPlaces } from "../camera/startPlaces";
import { Tween } from "../camera/tween";
import type { Viewport } from "../camera/viewport";
import { type Codes, PackedCells } from "./cells";
import { Coloring } from "./coloring";
import { type PointFactors, pointStyle } from "./density";
import { type FrameStats, Frames } from "./frames";
import { SeenLayer } from "./layer";
import type { Rgb } from "./points";

const MOVE_MS = 600;

export interface PaintingCallbacks {
  /** A picture begins: what lies over it moves along in the same frame. */
  begun(): void;
  /** The cells have come to stand after a change of the embedding. */
  arrived(): void;
  /** All cells are painted. */
  done(): void;
  /** There is no GPU. */
  plain(): void;
}

/** A change of more than one in so many cells is one of many. */
const MANY = 1000;
/** Selected cells without a label are drawn by so much towards the color of text. */
const MARK = 0.6;

export class Painting {
  readonly #view: Viewport;
  readonly #callbacks: PaintingCallbacks;
  readonly #points: SeenLayer;
  readonly #coloring: Coloring;
  readonly #frames: Frames;
  readonly #move: Tween;
  #cells = new PackedCells(new Float32Array(0));
  /** 0/1 a cell; null = nothing selected */
  #mask: Uint8Array | null = null;
  #picked = false;
  /** 0/1 a cell; null = all are shown */
  #shown: Uint8Array | null = null;
  #nShown = 0;
  #factors: PointFactors = { size: 1, opacity: 1 };
  /** the diameter of a cell in units of the data; null = as suits their number */
  #spot: number | null = null;
  /** an image lies beneath */
  #over = false;
  /** share of the way from the former places */
  #progress = 1;
  #background: Rgb = [1, 1, 1];
  #text: Rgb = [0, 0, 0];

  constructor(canvas: HTMLCanvasElement, view: Viewport, callbacks: PaintingCallbacks, signal: AbortSignal) {
    this.#view = view;
    this.#callbacks = callbacks;
    this.#points = new SeenLayer(canvas, { restored: () => this.draw(), plain: callbacks.plain }, signal);
    this.#coloring = new Coloring(this.#points);
    this.#frames = new Frames(
      {
        begin: () => this.#begin(),
        paint: (from, to) => this.#points.paint(from, to),
        fence: () => this.#points.fence(),
        done: callbacks.done,
      },
      signal,
    );
    this.#move = new Tween(signal);
  }

  /** `from`: where the cells were on screen, when they are to move from there. */
  setCoordinates(xy: Float32Array, from: { xy: Float32Array; camera: Camera } | null): void {
    this.#move.stop();
    this.#cells = new PackedCells(xy);
    this.#cells.setSelected(this.#usableMask());
    this.#hide();
    this.#coloring.pack(this.#cells);
    const moves = from !== null && from.xy.length === xy.length && this.#cells.count <= MOST_MOVING;
    const { camera } = this.#view;
    this.#points.setCells(xy, this.#cells, moves ? startPlaces(this.#cells.order(), from, { xy, camera }) : null);
    this.#progress = 1;
    if (moves)
      this.#move.run(
        MOVE_MS,
        (t) => {
          this.#progress = t;
          this.draw(true);
        },
        () => this.#land(),
      );
    // the former picture stands until the first frame of the way
    if (this.#move.running) this.#progress = 0;
    this.draw();
  }

  /** Whether someone can see the plot. */
  set seen(seen: boolean) {
    this.#points.seen = seen;
    if (seen) this.draw();
  }

  get holdsContext(): boolean {
    return this.#points.holdsContext;
  }

  get moving(): boolean {
    return this.#move.running;
  }

  finishMove(): void {
    this.#move.finish();
  }

  get codes(): Codes | null {
    return this.#coloring.codes;
  }

  setCodes(codes: Codes, palette: Uint8Array): void {
    this.#coloring.showCodes(codes, palette);
    this.#recolor();
  }

  setValues(values: Float32Array, low: number, high: number, ramp: Uint8Array): void {
    this.#coloring.showValues(values, low, high, ramp);
    this.#recolor();
  }

  setUniform(rgba: ArrayLike<number>): void {
    this.#coloring.showUniform(rgba);
    this.#recolor();
  }

  setPalette(palette: Uint8Array): void {
    if (!this.#coloring.codes) return;
    this.#coloring.setPalette(palette);
    this.draw();
  }

  patchCodes(cells: Uint32Array): boolean {
    if (this.#coloring.codes?.length !== this.#cells.length) return false;
    // the codes have changed already: of many cells some are in each block
    if (MANY * cells.length > this.#cells.length) this.#cells.touchAll();
    else this.#cells.patched(cells);
    this.draw();
    return true;
  }

  /** Cells without a label are dark while `picked`, to be seen for what they are about to get; else grey as ever. */
  setSelected(mask: Uint8Array | null, picked: boolean): void {
    this.#mask = mask;
    this.#picked = picked;
    this.#cells.setSelected(this.#usableMask());
    this.draw();
  }

  /** Shows only these cells; null: all. */
  setShown(mask: Uint8Array | null): void {
    this.#shown = mask;
    this.#hide();
    this.draw();
  }

  /** Those of the selection that are shown, where it is one of these cells. */
  get selected(): Uint8Array | null {
    const [selected, shown] = [this.#usableMask(), this.shown];
    return selected && shown ? selected.map((bit, cell) => bit & shown[cell]) : selected;
  }

  /** The part that is shown, where it is one of these cells; null: all are. */
  get shown(): Uint8Array | null {
    return this.#shown?.length === this.#cells.length ? this.#shown : null;
  }

  setFactors(factors: PointFactors): void {
    this.#factors = factors;
    this.draw();
  }

  setSpot(diameter: number | null): void {
    if (diameter === this.#spot) return;
    this.#spot = diameter;
    this.draw();
  }

  setOver(over: boolean): void {
    if (over === this.#over) return;
    this.#over = over;
    this.draw();
  }

  setColors(background: Rgb, text: Rgb, none: Rgb): void {
    this.#background = background;
    this.#text = text;
    this.#coloring.none = [...none.map((part) => Math.round(part * 255)), 255];
    this.draw();
  }

  colorOf(cell: number): string | null {
    return this.#coloring.colorOf(this.#cells, cell);
  }

  get style(): { diameter: number; opacity: number } {
    return this.styleIn(this.#view.size, this.#view.zoom);
  }

  styleIn(size: Size, zoom: number): { diameter: number; opacity: number } {
    const spot = this.#spot === null ? null : (this.#spot * this.#view.camera.scale * zoom) / this.#view.zoom;
    return pointStyle(this.#nShown, size, zoom, this.#factors, spot);
  }

  draw(moving = false): void {
    this.#frames.request(moving);
  }

  /** A picture was asked for and has not begun. */
  get waiting(): boolean {
    return this.#frames.waiting;
  }

  get stats(): FrameStats {
    return this.#frames.stats;
  }

  #begin(): number {
    if (!this.#view.isLaidOut) return -1;
    this.#callbacks.begun();
    const begun = this.#points.begin({
      camera: this.#view.camera,
      size: this.#view.size,
      pixelRatio: devicePixelRatio || 1,
      ...this.style,
      dimmed: this.#usableMask() !== null,
      over: this.#over,
      background: this.#background,
      text: this.#text,
      mark: this.#picked ? MARK : 0,
      progress: this.#progress,
    });
    return begun ? this.#points.count : -1;
  }

  #hide(): void {
    const { shown } = this;
    this.#cells.setShown(shown);
    this.#nShown = shown ? this.#cells.countShown() : this.#cells.count;
  }

  #recolor(): void {
    this.#coloring.pack(this.#cells);
    this.draw();
  }

  #land(): void {
    this.#progress = 1;
    this.#points.land();
    // who is told draws
    this.#callbacks.arrived();
  }

  #usableMask(): Uint8Array | null {
    return this.#mask?.length === this.#cells.length ? this.#mask : null;
  }
}
