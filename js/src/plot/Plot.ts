// The embedding on screen. Knows cells by position and code; nothing of notebooks, stores or names of cells.

import type { SelectMode } from "../geometry/selectMode";
import type { PlotCallbacks, PlotStats } from "./callbacks";
import { AXES_ROOM } from "./camera/axesRoom";
import type { Camera, Size } from "./camera/camera";
import { type Box, crowdIn } from "./camera/crowd";
import { Flight } from "./camera/flight";
import { Viewport } from "./camera/viewport";
import { Drawing } from "./input/drawing";
import { Gestures } from "./input/gestures";
import { Hover } from "./input/hover";
import { listenToKeys } from "./input/keys";
import { Nearest } from "./input/nearest";
import { Axes } from "./overlay/axes";
import { ModeSign } from "./overlay/modeSign";
import { type Label, Names } from "./overlay/names";
import { Overlay } from "./overlay/overlay";
import { type Region, Regions } from "./overlay/regions";
import { type PlotTheme, rgbOf } from "./overlay/theme";
import { WITHOUT_WEBGL } from "./points/canvasPoints";
import type { Codes } from "./points/cells";
import type { PointFactors } from "./points/density";
import { type Beneath, ImageLayer } from "./points/imageLayer";
import { Painting } from "./points/painting";
import { createSurface } from "./surface";
import type { Pixel, Tool } from "./types";
import { watchVisibility } from "./visibility";

export type { SelectMode } from "../geometry/selectMode";
export type { PlotCallbacks, PlotStats } from "./callbacks";
export type { Camera, Size } from "./camera/camera";
export type { Box } from "./camera/crowd";
export type { Label } from "./overlay/names";
export type { Region } from "./overlay/regions";
export type { PlotTheme } from "./overlay/theme";
export type { PointFactors } from "./points/density";
export type { Tool } from "./types";

const HOVER_WITHIN = 8; // px

export class Plot {
  readonly #callbacks: PlotCallbacks;
  readonly #signal: AbortSignal;
  readonly #root: HTMLElement;
  readonly #beneath: ImageLayer;
  readonly #painting: Painting;
  readonly #regions: Regions;
  readonly #overlay: Overlay;
  readonly #names: Names;
  readonly #axes: Axes;
  readonly #drawing: Drawing;
  readonly #gestures: Gestures;
  readonly #hover: Hover;
  readonly #flight: Flight;
  /** places as given, and what is made of them */
  #xy: Float32Array = new Float32Array(0);
  #nearest = new Nearest(this.#xy);
  readonly #view = new Viewport(this.#xy);
  /** the part that is shown; null = all */
  #shown: Uint8Array | null = null;
  /** a cell that is hovered elsewhere */
  #pointedAt: number | null = null;
  /** animation frame asked for by the overlay alone, 0 = none */
  #overlayFrame = 0;

  constructor(host: HTMLElement, callbacks: PlotCallbacks, signal: AbortSignal) {
    this.#callbacks = callbacks;
    this.#signal = signal;
    const { root, canvas } = createSurface(host, "Embedding: drag a lasso round cells to select them");
    this.#root = root;
    this.#beneath = new ImageLayer(root);
    this.#painting = new Painting(
      canvas,
      this.#view,
      {
        begun: () => this.#updateOverlay(),
        arrived: () => this.#cellsMoved(),
        done: () => callbacks.onDrawn?.(),
        plain: () => callbacks.onError(WITHOUT_WEBGL),
      },
      signal,
    );
    this.#axes = new Axes(root);
    this.#regions = new Regions(root);
    this.#overlay = new Overlay(root);
    this.#names = new Names(root, () => this.#requestOverlay(), signal);
    this.#flight = new Flight(this.#view, (flying) => (flying ? this.#draw(true) : this.#cellsMoved()), signal);
    this.#hover = new Hover(
      (at) => this.#cellAt(at),
      (cell, at) => {
        this.#requestOverlay();
        callbacks.onHover(cell, ...at);
      },
      signal,
    );
    this.#drawing = new Drawing(this.#view, {
      changed: () => {
        this.#overlay.setDrawing(this.#drawing.outline, this.#drawing.corners);
        this.#requestOverlay();
      },
      ended: (polygon, mode) => {
        this.setLasso([polygon]);
        callbacks.onLasso(polygon, mode);
      },
    });
    const modeSign = new ModeSign(root);
    const intentions = this.#intentions();
    this.#gestures = new Gestures(
      root,
      this.#drawing,
      { ...intentions, aimed: (at, mode) => modeSign.show(at, mode) },
      signal,
    );
    listenToKeys(root, this.#drawing, this.#gestures, intentions, signal);
    const resized = (size: Size) => {
      this.#view.size = size;
      this.#draw();
    };
    const seen = (inView: boolean) => {
      this.#painting.seen = inView;
      if (inView) this.#requestOverlay();
      else callbacks.onUnseen?.();
    };
    watchVisibility(root, { resized, shown: () => this.#draw(), seen }, signal);
    signal.addEventListener("abort", () => this.#end(), { once: true });
  }

  /**
   * `axes`: their names, when the coordinates are two numbers against each other; null of an embedding. `down`: y grows
   * downwards, as on tissue. `equal`: what is along both axes is in the same units, so that they have one scale.
   */
  setCoordinates(
    xy: Float32Array,
    axes: readonly [string, string] | null = null,
    { down = false, equal = false, stays = false } = {},
  ): void {
    if (xy === this.#xy && down === this.#view.down) return;
    this.#hover.drop();
    this.#flight.finish();
    this.#painting.finishMove();
    // its corners are places of the former embedding
    this.#drawing.cancel();
    const kept = stays && !this.#view.isFitted ? this.camera : null;
    const from = this.#xy.length > 0 && this.#view.isLaidOut ? { xy: this.#xy, camera: this.camera } : null;
    this.#xy = xy;
    this.#nearest = new Nearest(xy);
    this.#view.setCoordinates(xy, { free: axes !== null && !equal, axes: axes !== null, down });
    if (kept) this.#view.camera = kept;
    this.#axes.setNames(axes);
    this.#names.cellsChanged();
    this.#painting.setCoordinates(xy, from);
    this.#requestOverlay();
  }

  setCodes(codes: Codes, palette: Uint8Array): void {
    this.#painting.setCodes(codes, palette);
    this.#codesChanged();
  }

  setValues(values: Float32Array, low: number, high: number, ramp: Uint8Array): void {
    this.#painting.setValues(values, low, high, ramp);
    this.#codesChanged();
  }

  setUniform(rgba: ArrayLike<number>): void {
    this.#painting.setUniform(rgba);
    this.#codesChanged();
  }

  /** Other colors for the codes shown; no point is touched. */
  setPalette(palette: Uint8Array): void {
    this.#painting.setPalette(palette);
    this.#requestOverlay();
  }

  /** After codes of these cells were changed in the array given to setCodes. */
  patchCodes(cells: Uint32Array): void {
    if (this.#painting.patchCodes(cells)) this.#codesChanged();
  }

  /** `picked`: by more than filters, which let nearly all cells pass. */
  setSelected(mask: Uint8Array | null, picked: boolean): void {
    this.#painting.setSelected(mask, picked);
  }

  /** Only these cells, 0/1 each; null: all. The camera goes to what is shown, and then back to where it was left. */
  setShown(mask: Uint8Array | null): void {
    if (mask === this.#shown) return;
    this.#shown = mask;
    this.#hover.drop();
    this.#flight.finish();
    this.#drawing.cancel();
    const from = this.camera;
    this.#view.setPart(mask);
    this.#painting.setShown(mask);
    this.#names.cellsChanged();
    if (this.#view.isLaidOut) {
      const [to, fits] = [this.camera, this.#view.isFitted];
      this.#view.camera = from;
      this.#flight.to(to, () => fits && this.#view.fit());
    }
    this.#requestOverlay();
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

  /** Outlines that stay, with their names. */
  setRegions(regions: readonly Region[]): void {
    this.#regions.set(regions);
    this.#requestOverlay();
  }

  /** Drops an outline that is being drawn; false: there is none. */
  stopDrawing(): boolean {
    if (this.#drawing.shape === null) return false;
    this.#gestures.cancel();
    this.#drawing.cancel();
    return true;
  }

  setTool(tool: Tool): void {
    this.#gestures.setTool(tool);
  }

  /** How outlines and clicks join the selection while no key is held. */
  setMode(mode: SelectMode): void {
    this.#gestures.setMode(mode);
  }

  /** Larger or smaller, more or less opaque than the number of cells suggests. */
  setPoints(factors: PointFactors): void {
    this.#painting.setFactors(factors);
    this.#requestOverlay();
  }

  /** An image beneath the cells, of some opacity; null: none. */
  setBeneath(image: Beneath | null, opacity: number): void {
    this.#beneath.set(image, opacity);
    this.#painting.setOver(this.#beneath.shown);
    this.#requestOverlay();
  }

  /** The diameter of a cell in units of the data; null: as suits the number of cells. */
  setSpot(diameter: number | null): void {
    this.#painting.setSpot(diameter);
    this.#requestOverlay();
  }

  /** Rings a cell that is hovered in another plot. */
  setHovered(cell: number | null): void {
    this.#pointedAt = cell;
    this.#requestOverlay();
  }

  setTheme(theme: PlotTheme): void {
    this.#overlay.setColors(theme);
    this.#painting.setColors(rgbOf(theme.background), rgbOf(theme.text), rgbOf(theme.dim));
    this.#requestOverlay();
  }

  /** All cells in view, also after a resize. */
  fit(): void {
    this.#flight.to(this.#view.whole, () => this.#view.fit());
  }

  /** False where none of the selected cells has a place. */
  zoomToSelected(): boolean {
    const { selected } = this.#painting;
    const camera = selected && this.#view.around(selected);
    if (camera) this.#flight.to(camera);
    return camera !== null;
  }

  /** How many cells lie in each box of a plot of this size, while all that is shown is in view. */
  crowd(size: Size, boxes: readonly Box[]): number[] {
    const reach = this.#painting.styleIn(size, 1).diameter / 2 + 2;
    return crowdIn(boxes, this.#xy, this.#painting.shown, this.#view.wholeIn(size), size, reach);
  }

  get camera(): Camera {
    return this.#view.camera;
  }

  set camera(camera: Camera) {
    this.#flight.stop();
    this.#view.camera = camera;
    this.#draw();
  }

  /** Its size, and the part of the data in view (within axes): left, right, lowest, highest; null: not laid out. */
  look(): { width: number; height: number; limits: [number, number, number, number] } | null {
    const { width, height } = this.#view.size;
    if (!this.#view.isLaidOut) return null;
    const [left, bottom] = this.#axes.shown ? [AXES_ROOM.left, height - AXES_ROOM.bottom] : [0, height];
    const [x0, y0] = this.#view.toData([left, bottom]);
    const [x1, y1] = this.#view.toData([width, 0]);
    return { width, height, limits: [x0, x1, Math.min(y0, y1), Math.max(y0, y1)] };
  }

  /** The element that takes the focus, and with it the keys. */
  get surface(): HTMLElement {
    return this.#root;
  }

  stats(): PlotStats {
    return { contexts: this.#painting.holdsContext && !this.#signal.aborted ? 1 : 0, ...this.#painting.stats };
  }

  #cellsMoved(): void {
    this.#hover.again();
    this.#draw();
  }

  #codesChanged(): void {
    this.#names.cellsChanged();
    this.#requestOverlay();
  }

  #cellAt(at: Pixel): number | null {
    // no cell is where it seems to be
    if (this.#painting.moving) return null;
    const within = Math.max(HOVER_WITHIN, this.#painting.style.diameter / 2 + 2);
    return this.#nearest.find(
      ...this.#view.toData(at),
      within / this.camera.scale,
      this.camera.stretch,
      this.#painting.shown,
    );
  }

  #draw(moving = false): void {
    this.#painting.draw(moving);
    this.#requestOverlay();
  }

  #requestOverlay(): void {
    if (this.#overlayFrame || this.#signal.aborted) return;
    this.#overlayFrame = requestAnimationFrame(() => {
      this.#overlayFrame = 0;
      // a picture waiting for the GPU takes the overlay along when it starts
      if (!this.#painting.waiting) this.#updateOverlay();
    });
  }

  #updateOverlay(): void {
    if (!this.#view.isLaidOut) return;
    this.#beneath.update(this.camera, this.#view.size);
    const { moving } = this.#painting;
    const cell = moving ? null : (this.#hover.cell ?? this.#pointedAt);
    const color = cell === null ? null : this.#painting.colorOf(cell);
    this.#overlay.setHovered(
      cell === null || color === null ? null : { place: [this.#xy[2 * cell], this.#xy[2 * cell + 1]], color },
    );
    this.#regions.hidden = moving;
    this.#regions.update(this.camera, this.#view.size);
    this.#axes.hidden = moving;
    this.#axes.update(this.#view);
    this.#overlay.update(this.camera, this.#view.size, this.#painting.style.diameter);
    this.#names.hidden = moving;
    this.#names.update(this.#view, this.#xy, this.#painting.codes, this.#painting.shown);
  }

  #intentions() {
    const view = this.#view;
    return {
      pressed: () => {
        // an outline begun in the middle of a change would enclose what is no longer there
        this.#flight.finish();
        this.#painting.finishMove();
      },
      panned: (dx: number, dy: number) => {
        this.#flight.stop();
        view.pan(dx, dy);
        this.#draw(true);
      },
      zoomed: (at: Pixel, factor: number) => {
        this.#flight.stop();
        view.zoomAbout(at, factor);
        this.#draw(true);
      },
      clicked: (at: Pixel, event: PointerEvent) =>
        this.#callbacks.onClick(this.#cellAt(at), this.#gestures.modeFor(event)),
      fitted: () => this.fit(),
      hovered: (at: Pixel | null) => (at ? this.#hover.move(at) : this.#hover.end()),
      escaped: () => this.#callbacks.onEscape?.(),
    };
  }

  #end(): void {
    cancelAnimationFrame(this.#overlayFrame);
    this.#root.remove();
  }
}
