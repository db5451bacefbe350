// The image of tissue beneath the cells: a canvas of its own that follows the camera, the same with WebGL and without.

import { type Camera, type Size, toScreen } from "../camera/camera";

/** An image whose first pixel begins at 0, 0 of the data, with so many pixels to one unit of it. */
export interface Beneath {
  readonly source: CanvasImageSource & { readonly width: number; readonly height: number };
  readonly scale: number;
}

/** A pixel that is larger on screen than this has sharp edges: it is looked at for itself. */
const CRISP = 3;

export class ImageLayer {
  readonly #root: HTMLElement;
  /** made with the first image */
  #canvas: HTMLCanvasElement | null = null;
  #image: Beneath | null = null;
  /** what is drawn there, so that it is not drawn again */
  #drawn = "";

  constructor(root: HTMLElement) {
    this.#root = root;
  }

  /** `opacity`: 0 to 1. */
  set(image: Beneath | null, opacity: number): void {
    if (image && !this.#canvas) {
      this.#canvas = document.createElement("canvas");
      this.#canvas.className = "cxw-plot-beneath";
      this.#root.prepend(this.#canvas);
    }
    if (image !== this.#image) this.#drawn = "";
    this.#image = image;
    if (!this.#canvas) return;
    this.#canvas.hidden = image === null;
    this.#canvas.style.opacity = String(opacity);
  }

  /** Something is drawn under the cells. */
  get shown(): boolean {
    return this.#image !== null;
  }

  update(camera: Camera, size: Size): void {
    const canvas = this.#canvas;
    const image = this.#image;
    if (!canvas || !image || size.width <= 0 || size.height <= 0) return;
    const ratio = devicePixelRatio || 1;
    const place = [camera.x, camera.y, camera.scale, camera.stretch, size.width, size.height, ratio].join(" ");
    if (place === this.#drawn) return;
    const context = canvas.getContext("2d");
    if (!context) return;
    this.#drawn = place;
    const width = Math.max(1, Math.round(size.width * ratio));
    const height = Math.max(1, Math.round(size.height * ratio));
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    context.clearRect(0, 0, width, height);
    const part = partInView(camera, size, image);
    if (!part) return;
    const pixel = (camera.scale / image.scale) * ratio;
    context.imageSmoothingEnabled = pixel < CRISP;
    context.imageSmoothingQuality = "medium";
    const { from, to } = part;
    context.drawImage(
      image.source,
      from.x,
      from.y,
      to.x - from.x,
      to.y - from.y,
      part.left * ratio + from.x * pixel,
      part.top * ratio + from.y * pixel,
      (to.x - from.x) * pixel,
      (to.y - from.y) * pixel,
    );
  }
}

/** The pixels of an image that are in view, and where its upper left corner is in CSS pixels; null: none are. */
export function partInView(camera: Camera, size: Size, { source, scale }: Beneath) {
  const [left, top] = toScreen(camera, size, 0, 0);
  const pixel = camera.scale / scale;
  // one more at each edge: pixels in view are mixed with their neighbours
  const within = (at: number, most: number) => Math.min(most, Math.max(0, at));
  const from = {
    x: within(Math.floor(-left / pixel) - 1, source.width),
    y: within(Math.floor(-top / pixel) - 1, source.height),
  };
  const to = {
    x: within(Math.ceil((size.width - left) / pixel) + 1, source.width),
    y: within(Math.ceil((size.height - top) / pixel) + 1, source.height),
  };
  return to.x > from.x && to.y > from.y ? { from, to, left, top } : null;
}
