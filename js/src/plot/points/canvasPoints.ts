// Draws the cells without WebGL: on the processor, into the pixels of an ordinary canvas.
//
// A fillRect a point would take twice as long and knows no depth; here a layer number a pixel keeps the selected on top,
// whatever the draw order, as the depth buffer of the GPU does. Points are opaque: opacity is mixed with the background,
// unless an image lies beneath.

import { scaleOfY } from "../camera/camera";
import { BLOCK, CODE_BITS, HIDDEN, type PackedCells, SELECTED } from "./cells";
import type { Picture, PointLayer, Rgb } from "./points";
import { THIN } from "./shaders";

export const WITHOUT_WEBGL =
  "This browser offers no WebGL 2, so the cells are drawn in a slower and plainer way. All else works; hardware acceleration or another browser makes it fast.";

/** Layers, the farthest first; 0 = nothing there. */
const NO_LABEL = 1;
const LABEL = 2;
const ABOVE = 2; // the selected: added to either

export class CanvasPoints implements PointLayer {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D | null;
  #cells: PackedCells | null = null;
  #xy: Float32Array = new Float32Array(0);
  #former: Float32Array | null = null;
  #palette: Uint8Array = new Uint8Array(4);
  #picture: Picture | null = null;
  /** the canvas as 32-bit pixels, and what layer each of them shows */
  #image: ImageData | null = null;
  #pixels: Uint32Array = new Uint32Array(0);
  #layers: Uint8Array = new Uint8Array(0);

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#context = canvas.getContext("2d", { willReadFrequently: true });
  }

  get count(): number {
    return this.#cells?.count ?? 0;
  }

  setCells(xy: Float32Array, cells: PackedCells, former: Float32Array | null): void {
    this.#cells = cells;
    this.#xy = xy;
    this.#former = former;
  }

  land(): void {
    this.#former = null;
  }

  setPalette(palette: Uint8Array): void {
    this.#palette = palette;
  }

  begin(picture: Picture): boolean {
    if (!this.#context) return false;
    const width = Math.max(1, Math.round(picture.size.width * picture.pixelRatio));
    const height = Math.max(1, Math.round(picture.size.height * picture.pixelRatio));
    if (this.#image?.width !== width || this.#image.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
      this.#image = this.#context.createImageData(width, height);
      this.#pixels = new Uint32Array(this.#image.data.buffer);
      this.#layers = new Uint8Array(width * height);
    }
    this.#pixels.fill(0);
    this.#layers.fill(0);
    this.#picture = picture;
    return true;
  }

  paint(from: number, to: number): void {
    const cells = this.#cells;
    const image = this.#image;
    const picture = this.#picture;
    if (!cells || !image || !picture) return;
    const { camera, size, pixelRatio, diameter, dimmed, progress } = picture;
    const colors = pixelColors(this.#palette, picture);
    const plain = disc(diameter * pixelRatio, image.width);
    const large = dimmed ? disc((diameter * 1.25 + 0.5) * pixelRatio, image.width) : plain;
    const scale = camera.scale * pixelRatio;
    const scaleY = scaleOfY(camera) * pixelRatio;
    const [middleX, middleY] = [(size.width * pixelRatio) / 2, (size.height * pixelRatio) / 2];
    const former = progress < 1 ? this.#former : null;
    const [pixels, layers] = [this.#pixels, this.#layers];
    let [words, places]: [Uint32Array, Float32Array] = [new Uint32Array(0), new Float32Array(0)];
    for (let slot = from; slot < to; slot++) {
      const k = slot % BLOCK;
      if (k === 0 || slot === from) {
        const block = (slot - k) / BLOCK;
        [words, places] = [cells.words(block), cells.places(block, this.#xy)];
      }
      if ((words[k] & HIDDEN) !== 0) continue;
      let x = places[2 * k];
      let y = places[2 * k + 1];
      if (former) {
        x = former[2 * slot] + (x - former[2 * slot]) * progress;
        y = former[2 * slot + 1] + (y - former[2 * slot + 1]) * progress;
      }
      const column = Math.round(middleX + (x - camera.x) * scale);
      const row = Math.round(middleY - (y - camera.y) * scaleY);
      const selected = (words[k] & SELECTED) !== 0;
      const { reach, offsets, columns } = selected ? large : plain;
      if (column < -reach || row < -reach || column >= image.width + reach || row >= image.height + reach) continue;
      // beyond the left or right edge it would come out at the other side; above and below there is no pixel to set
      const cut = column < reach || column >= image.width - reach;
      const code = words[k] & CODE_BITS;
      const layer = (code === 0 ? NO_LABEL : LABEL) + (selected ? ABOVE : 0);
      const color = colors[2 * code + (selected ? 1 : 0)] ?? 0;
      const at = row * image.width + column;
      for (let dot = 0; dot < offsets.length; dot++) {
        if (cut && (column + columns[dot] < 0 || column + columns[dot] >= image.width)) continue;
        const pixel = at + offsets[dot];
        if (layers[pixel] > layer) continue;
        layers[pixel] = layer;
        pixels[pixel] = color;
      }
    }
    this.#context?.putImageData(image, 0, 0);
  }

  fence(): () => boolean {
    return () => true;
  }
}

/** Two 32-bit colors a code, as the shader has them: of the unselected and of the selected. */
function pixelColors(palette: Uint8Array, { dimmed, opacity, background, text, mark, over }: Picture): Uint32Array {
  const colors = new Uint32Array(palette.length >> 1);
  const bytes = new Uint8Array(colors.buffer);
  for (let code = 0; code < palette.length >> 2; code++) {
    const paint = [...palette.subarray(4 * code, 4 * code + 3)].map((part) => part / 255);
    const kept = code === 0 ? 0.55 : background[1] < 0.5 ? 0.42 : 0.3;
    const marked = dimmed && code === 0 ? mix(paint, text, mark) : paint;
    if (over) {
      const thin = opacity * (code === 0 ? THIN.noLabel : 1) * (dimmed ? THIN.unselected : 1);
      const thick = dimmed ? Math.min(1, opacity * 1.6) : thin;
      bytes.set([...paint.map(byte), byte(thin), ...marked.map(byte), byte(thick)], 8 * code);
      continue;
    }
    const fades = mix(background, paint, (dimmed ? kept : 1) * solid(opacity));
    const stands = mix(background, marked, solid(dimmed ? Math.min(1, opacity * 1.6) : opacity));
    bytes.set([...fades.map(byte), 255, ...stands.map(byte), 255], 8 * code);
  }
  return colors;
}

/** Translucent points that overlap add up: alone on the ground they must not look fainter than they do on the GPU. */
function solid(opacity: number): number {
  return Math.sqrt(opacity);
}

function mix(from: readonly number[] | Rgb, to: readonly number[] | Rgb, share: number): number[] {
  return from.map((part, i) => part + (to[i] - part) * share);
}

function byte(part: number): number {
  return Math.round(255 * part);
}

/** A filled circle as steps from its middle in an image of some width. */
function disc(diameter: number, width: number): { reach: number; offsets: Int32Array; columns: Int32Array } {
  const radius = Math.max(0.5, diameter / 2);
  const reach = Math.floor(radius);
  const offsets: number[] = [];
  const columns: number[] = [];
  for (let dy = -reach; dy <= reach; dy++)
    for (let dx = -reach; dx <= reach; dx++) {
      if (dx * dx + dy * dy > radius * radius) continue;
      offsets.push(dy * width + dx);
      columns.push(dx);
    }
  return { reach, offsets: Int32Array.from(offsets), columns: Int32Array.from(columns) };
}
