// The embedding on screen. Knows cells by position and code; nothing of notebooks, stores or names of cells.

import type { Camera, Size } from "./camera";
import { type Codes, PackedCells } from "./cells";
import { Coloring } from "./coloring";
import { pointStyle } from "./density";
import { type FrameStats, Frames } from "./frames";
import { Gestures, type Pixel, type SelectMode, type Tool } from "./gestures";
import { Hover } from "./hover";
import { type Label, Names } from "./names";
import { Nearest } from "./nearest";
import { Overlay } from "./overlay";
import { Points, type Rgb } from "./points";
import { type PlotTheme, resolveColor } from "./theme";
import { View } from "./view";
import { watchVisibility } from "./visibility";

export type { Camera } from "./camera";
export type { SelectMode, Tool } from "./gestures";
export type { Label } from "./names";
export type { PlotTheme } from "./theme";

export interface PlotCallbacks {
  onLasso(polygon: number[][], mode: SelectMode): void;
  onClick(cell: number | null, event: PointerEvent): void;
  /** x and y: CSS pixels from the plot's upper left corner */
  onHover(cell: number | null, x: number, y: number): void;
  onError(message: string): void;
  onEscape?(): void;
}

export interface PlotStats extends FrameStats {
  readonly contexts: number; // live WebGL contexts of this plot
}

const HOVER_WITHIN = 8; // px
const NO_WEBGL =
  "This browser offers no WebGL 2, so the cells can't be drawn. Turn on hardware acceleration or use another browser; labels already made are safe.";

export class Plot {
  readonly #callbacks: PlotCallbacks;
  readonly #signal: AbortSignal;
  readonly #root: HTMLElement;
  readonly #points: Points;
  readonly #frames: Frames;
  readonly #overlay: Overlay;
  readonly #names: Names;
  readonly #gestures: Gestures;
  readonly #hover: Hover;
  readonly #coloring: Coloring;
  /** places as given, and what is made of them */
  #xy: Float32Array = new Float32Array(0);
  #cells = new PackedCells(this.#xy);
  #nearest = new Nearest(this.#xy);
  readonly #view = new View(this.#xy);
  /** 0/1 a cell; null = nothing selected */
  #mask: Uint8Array | null = null;
  /** the theme's colours as the GPU wants them */
  #background: Rgb = [1, 1, 1];
  #text: Rgb = [0, 0, 0];
  /** the lasso under way, in data coordinates */
  #lasso: { mode: SelectMode; path: number[][] } | null = null;
  /** animation frame asked for by the overlay alone, 0 = none */
  #overlayFrame = 0;

  constructor(host: HTMLElement, callbacks: PlotCallbacks, signal: AbortSignal) {
    this.#callbacks = callbacks;
    this.#signal = signal;
    this.#root = document.createElement("div");
    this.#root.className = "cxw-plot-root";
    this.#root.tabIndex = 0;
    this.#root.setAttribute("role", "application");
    this.#root.setAttribute("aria-label", "Embedding: drag a lasso round cells to select them");
    const canvas = document.createElement("canvas");
    canvas.className = "cxw-plot-canvas";
    this.#root.append(canvas);
    host.append(this.#root);

    const points = new Points(canvas, () => this.#draw(), signal);
    this.#points = points;
    this.#coloring = new Coloring(points);
    this.#overlay = new Overlay(this.#root);
    this.#names = new Names(this.#root);
    this.#frames = new Frames(
      { begin: () => this.#begin(), paint: (from, to) => points.paint(from, to), fence: () => points.fence() },
      signal,
    );
    this.#hover = new Hover(
      (at) => this.#cellAt(at),
      (cell, at) => {
        this.#requestOverlay();
        callbacks.onHover(cell, ...at);
      },
      signal,
    );
    this.#gestures = new Gestures(this.#root, this.#intentions(), signal);
    const resized = (size: Size) => {
      this.#view.size = size;
      this.#draw();
    };
    watchVisibility(this.#root, { resized, shown: () => this.#draw() }, signal);
    signal.addEventListener("abort", () => this.#end(), { once: true });
    // the place for a fallback in 2D: everything but the points works without them
    if (!points.available) callbacks.onError(NO_WEBGL);
  }

  setCoordinates(xy: Float32Array): void {
    if (xy === this.#xy) return;
    this.#hover.end();
    this.#xy = xy;
    this.#cells = new PackedCells(xy);
    this.#nearest = new Nearest(xy);
    this.#view.setCoordinates(xy);
    this.#points.setCells(xy, this.#cells);
    this.#cells.setSelected(this.#usableMask());
    this.#recolor();
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

  /** Other colours for the codes shown; no point is touched. */
  setPalette(palette: Uint8Array): void {
    if (!this.#coloring.codes) return;
    this.#points.setPalette(palette);
    this.#draw();
  }

  /** After `cells` of the array given to setCodes were set to `code`. */
  patchCodes(cells: Uint32Array, code: number): void {
    if (this.#coloring.codes?.length !== this.#cells.length) return;
    this.#cells.patch(cells, code);
    this.#names.cellsChanged();
    this.#draw();
  }

  setSelected(mask: Uint8Array | null): void {
    this.#mask = mask?.includes(1) ? mask : null;
    this.#cells.setSelected(this.#usableMask());
    this.#draw();
  }

  setLabels(labels: readonly Label[], shown: boolean): void {
    this.#names.setLabels(shown ? labels : []);
    this.#requestOverlay();
  }

  /** Outlines of the lasso the selection came from, in data coordinates. */
  setLasso(polygons: number[][][] | null): void {
    this.#overlay.setLasso(polygons);
    this.#requestOverlay();
  }

  setTool(tool: Tool): void {
    this.#gestures.setTool(tool);
  }

  setTheme(theme: PlotTheme): void {
    this.#background = resolveColor(this.#root, theme.background);
    this.#text = resolveColor(this.#root, theme.text);
    this.#coloring.none = [...resolveColor(this.#root, theme.dim).map((part) => Math.round(part * 255)), 255];
    this.#overlay.setColors(theme);
    this.#draw();
  }

  fit(): void {
    this.#view.fit();
    this.#draw();
  }

  get camera(): Camera {
    return this.#view.camera;
  }

  set camera(camera: Camera) {
    this.#view.camera = camera;
    this.#draw();
  }

  /** CSS pixels of a data point, from the plot's upper left corner. */
  project(x: number, y: number): [number, number] {
    return this.#view.toScreen(x, y);
  }

  stats(): PlotStats {
    return { contexts: this.#points.available && !this.#signal.aborted ? 1 : 0, ...this.#frames.stats };
  }

  #recolor(): void {
    this.#coloring.pack(this.#cells);
    this.#names.cellsChanged();
    this.#draw();
  }

  #usableMask(): Uint8Array | null {
    return this.#mask?.length === this.#cells.length ? this.#mask : null;
  }

  #style(): { diameter: number; opacity: number } {
    return pointStyle(this.#points.count, this.#view.size, this.#view.zoom);
  }

  #cellAt(at: Pixel): number | null {
    const within = Math.max(HOVER_WITHIN, this.#style().diameter / 2 + 2);
    return this.#nearest.find(...this.#view.toData(at), within / this.camera.scale);
  }

  #draw(moving = false): void {
    if (this.#points.available) this.#frames.request(moving);
    this.#requestOverlay();
  }

  /** Starts a picture; the overlay is moved in the same frame, so that names stick to their cells. */
  #begin(): number {
    if (!this.#view.isLaidOut) return -1;
    this.#updateOverlay();
    const begun = this.#points.begin({
      camera: this.camera,
      size: this.#view.size,
      pixelRatio: devicePixelRatio || 1,
      ...this.#style(),
      dimmed: this.#usableMask() !== null,
      background: this.#background,
      text: this.#text,
    });
    return begun ? this.#points.count : -1;
  }

  #requestOverlay(): void {
    if (this.#overlayFrame || this.#signal.aborted) return;
    this.#overlayFrame = requestAnimationFrame(() => {
      this.#overlayFrame = 0;
      // a picture waiting for the GPU takes the overlay along when it starts
      if (!this.#frames.waiting) this.#updateOverlay();
    });
  }

  #updateOverlay(): void {
    if (!this.#view.isLaidOut) return;
    const cell = this.#hover.cell;
    this.#overlay.setHovered(cell === null ? null : [this.#xy[2 * cell], this.#xy[2 * cell + 1]]);
    this.#overlay.update(this.camera, this.#view.size, this.#style().diameter);
    this.#names.update(this.#view, this.#xy, this.#coloring.codes);
  }

  #intentions(): ConstructorParameters<typeof Gestures>[1] {
    const view = this.#view;
    return {
      lassoStarted: (mode, at) => this.#drawLasso({ mode, path: [view.toData(at)] }),
      lassoMoved: (to) => {
        this.#lasso?.path.push(...to.map((at) => view.toData(at)));
        this.#requestOverlay();
      },
      lassoEnded: () => {
        const lasso = this.#lasso;
        if (!lasso) return;
        this.#drawLasso(null);
        this.setLasso([lasso.path]);
        this.#callbacks.onLasso(lasso.path, lasso.mode);
      },
      lassoCancelled: () => this.#drawLasso(null),
      panned: (dx, dy) => {
        view.pan(dx, dy);
        this.#draw(true);
      },
      zoomed: (at, factor) => {
        view.zoomAbout(at, factor);
        this.#draw(true);
      },
      clicked: (at, event) => this.#callbacks.onClick(this.#cellAt(at), event),
      fitted: () => this.fit(),
      hovered: (at) => (at ? this.#hover.move(at) : this.#hover.end()),
      escaped: () => this.#callbacks.onEscape?.(),
    };
  }

  #drawLasso(lasso: { mode: SelectMode; path: number[][] } | null): void {
    this.#lasso = lasso;
    this.#overlay.setDrawing(lasso?.path ?? null);
    this.#requestOverlay();
  }

  #end(): void {
    cancelAnimationFrame(this.#overlayFrame);
    this.#root.remove();
  }
}
