// The camera over the coordinates shown, in a view of some size. Fitted until a person moves it.

import type { Pixel } from "../types";
import { AXES_ROOM } from "./axesRoom";
import {
  type Bounds,
  boundsOf,
  type Camera,
  fitted,
  panned,
  type Size,
  scaleOfY,
  toData,
  toScreen,
  zoomedTo,
} from "./camera";

const PADDING = 28;
const AROUND = 64; // px around a selection
const PART_ROOM = 56; // px above a part, for the words that say so
const FURTHEST_OUT = 0.2; // of the fitted scale
const CLOSEST = 20_000;
const CLOSEST_FIT = 40; // a selection of one cell still shows what is around it
const NO_ROOM = { left: 0, bottom: 0, top: 0 };

export class Viewport {
  /** where cameras of coordinates seen before were left */
  readonly #cameras = new WeakMap<Float32Array, Camera>();
  /** the coordinates shown and their box */
  #xy: Float32Array;
  #bounds: Bounds | null = null;
  /** 0/1 a cell, where only a part is shown, and its box: null where none of it has a place */
  #part: Uint8Array | null = null;
  #partBounds: Bounds | null = null;
  /** the axes have a scale each */
  #free = false;
  /** there are axes: they take some of the view */
  #axes = false;
  /** y grows downwards */
  #down = false;
  /** null = fitted, also after a resize */
  #camera: Camera | null = null;
  /** CSS pixels; empty until the plot has been laid out */
  #size: Size = { width: 0, height: 0 };

  constructor(xy: Float32Array) {
    this.#xy = xy;
  }

  /** Fits new coordinates; for those seen before the camera is where it was left. */
  setCoordinates(
    xy: Float32Array,
    { free = false, axes, down = false }: { free?: boolean; axes?: boolean; down?: boolean } = {},
  ): void {
    this.#leave();
    this.#xy = xy;
    this.#bounds = boundsOf(xy);
    this.#free = free;
    this.#axes = axes ?? free;
    this.#down = down;
    this.#return();
  }

  /** Fits the cells of a part; null: all are shown again, and the camera is where it was left. */
  setPart(part: Uint8Array | null): void {
    this.#leave();
    this.#part = part;
    this.#return();
  }

  /** Where a part is looked at is not where all were left. */
  #leave(): void {
    if (this.#part) return;
    if (this.#camera) this.#cameras.set(this.#xy, this.#camera);
    else this.#cameras.delete(this.#xy);
  }

  #return(): void {
    const fits = this.#part !== null && 2 * this.#part.length === this.#xy.length;
    this.#partBounds = fits ? boundsOf(this.#xy, this.#part) : null;
    const left = this.#part ? undefined : this.#cameras.get(this.#xy);
    this.#camera = left && left.stretch < 0 === this.#down ? left : null;
  }

  /** It shows all there is, also after a resize: nobody has moved it. */
  get isFitted(): boolean {
    return this.#camera === null;
  }

  get down(): boolean {
    return this.#down;
  }

  get size(): Size {
    return this.#size;
  }

  set size(size: Size) {
    this.#size = size;
  }

  get isLaidOut(): boolean {
    return this.#size.width > 0;
  }

  get camera(): Camera {
    return this.#camera ?? this.#whole();
  }

  set camera({ x, y, scale, stretch }: Camera) {
    this.#camera = { x, y, scale, stretch };
  }

  /** 1 when all cells shown just fit. */
  get zoom(): number {
    const [now, whole] = [this.camera, this.#whole()];
    return (now.scale / whole.scale) * Math.sqrt(now.stretch / whole.stretch);
  }

  fit(): void {
    this.#camera = null;
  }

  /** The camera that shows all cells, or all of the part. */
  get whole(): Camera {
    return this.#whole();
  }

  /** The same, were the view of another size. */
  wholeIn(size: Size): Camera {
    const now = this.#size;
    this.#size = size;
    const camera = this.#whole();
    this.#size = now;
    return camera;
  }

  /** The camera that shows the cells of a mask; null when none of them has a place. */
  around(mask: Uint8Array): Camera | null {
    const bounds = boundsOf(this.#xy, mask);
    return bounds && this.#around(bounds, this.#whole(), AROUND, 0);
  }

  /** `top`: room above, in CSS pixels. */
  #around(bounds: Bounds, whole: Camera, padding: number, top: number): Camera {
    const closest = CLOSEST_FIT * whole.scale;
    if (this.#free) {
      // one value of many cells has no span to fit
      return within(this.#size, { ...AXES_ROOM, top: AXES_ROOM.top + top }, (inner) => {
        const camera = fitted(bounds, inner, padding, true, [whole.scale, scaleOfY(whole)]);
        const scale = Math.min(closest, camera.scale);
        return { ...camera, scale, stretch: Math.min(CLOSEST_FIT * scaleOfY(whole), scaleOfY(camera)) / scale };
      });
    }
    // no span at all has no scale to fit
    const spot = bounds.minX === bounds.maxX && bounds.minY === bounds.maxY;
    const room = this.#axes ? AXES_ROOM : NO_ROOM;
    return within(this.#size, { ...room, top: room.top + top }, (inner) => {
      const camera = this.#turned(fitted(bounds, inner, padding));
      return { ...camera, scale: spot ? closest : Math.min(closest, camera.scale) };
    });
  }

  pan(dx: number, dy: number): void {
    this.#camera = panned(this.camera, dx, dy);
  }

  zoomAbout([px, py]: Pixel, factor: number): void {
    const whole = this.#whole().scale;
    const scale = Math.min(CLOSEST * whole, Math.max(FURTHEST_OUT * whole, this.camera.scale * factor));
    this.#camera = zoomedTo(this.camera, this.#size, px, py, scale);
  }

  toScreen(x: number, y: number): [number, number] {
    return toScreen(this.camera, this.#size, x, y);
  }

  toData([px, py]: Pixel): [number, number] {
    return toData(this.camera, this.#size, px, py);
  }

  /** Of all that is shown. */
  #whole(): Camera {
    const all = this.#free
      ? within(this.#size, AXES_ROOM, (inner) => fitted(this.#bounds, inner, PADDING, true))
      : within(this.#size, this.#axes ? AXES_ROOM : NO_ROOM, (inner) =>
          this.#turned(fitted(this.#bounds, inner, PADDING)),
        );
    return this.#partBounds ? this.#around(this.#partBounds, all, PADDING, PART_ROOM) : all;
  }

  #turned(camera: Camera): Camera {
    return this.#down ? { ...camera, stretch: -camera.stretch } : camera;
  }
}

/** A camera for what axes and the like leave of the view, as one for all of it. */
function within(
  size: Size,
  room: { left: number; bottom: number; top: number },
  look: (inner: Size) => Camera,
): Camera {
  const camera = look({ width: size.width - room.left, height: size.height - room.bottom - room.top });
  return {
    ...camera,
    x: camera.x - room.left / 2 / camera.scale,
    y: camera.y - (room.bottom - room.top) / 2 / scaleOfY(camera),
  };
}
