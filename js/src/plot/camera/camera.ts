// Where the plot looks: the data point at the middle of the view and how many CSS pixels one data unit takes.
// One scale for both axes of an embedding, which has no meaning stretched; two numbers against each other have one each.
// y grows upwards in data, downwards on screen; on tissue it grows downwards in data too, as in its images: that is a
// stretch below 0, and nothing but the stretch knows of it.

export interface Camera {
  readonly x: number;
  readonly y: number;
  /** of x */
  readonly scale: number;
  /** the scale of y as a multiple of that of x; 1 of an embedding, -1 of tissue */
  readonly stretch: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Bounds {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

/** The box around the finite points of an interleaved array, those of the mask if one is given; null: there are none. */
export function boundsOf(xy: Float32Array, mask: Uint8Array | null = null): Bounds | null {
  let minX = Infinity;
  let minY = Infinity;
  let maxX = -Infinity;
  let maxY = -Infinity;
  for (let i = 0; i < xy.length; i += 2) {
    if (mask && !mask[i >> 1]) continue;
    const x = xy[i];
    const y = xy[i + 1];
    // x - x is 0 for finite numbers only
    if (x - x !== 0 || y - y !== 0) continue;
    if (x < minX) minX = x;
    if (x > maxX) maxX = x;
    if (y < minY) minY = y;
    if (y > maxY) maxY = y;
  }
  return minX <= maxX ? { minX, minY, maxX, maxY } : null;
}

/**
 * The camera that shows all of `bounds` with `padding` CSS pixels around; with `free` axes each fills its side. `flat`:
 * the scales where there is no span to fit; left out, two units fill a side.
 */
export function fitted(
  bounds: Bounds | null,
  size: Size,
  padding: number,
  free = false,
  flat?: readonly number[],
): Camera {
  if (!bounds) return { x: 0, y: 0, scale: 1, stretch: 1 };
  const spanX = bounds.maxX - bounds.minX;
  const spanY = bounds.maxY - bounds.minY;
  const room = (pixels: number) => Math.max(pixels - 2 * padding, pixels / 4, 1);
  const [scaleX, scaleY] = [room(size.width) / spanX, room(size.height) / spanY];
  const together = Math.min(scaleX, scaleY);
  // a single cell, or all on one spot, has no span to fit
  const usable = (scale: number, instead: number) => (Number.isFinite(scale) && scale > 0 ? scale : instead);
  const scale = free ? usable(scaleX, flat?.[0] ?? room(size.width) / 2) : usable(together, 1);
  return {
    x: bounds.minX + spanX / 2,
    y: bounds.minY + spanY / 2,
    scale,
    stretch: free ? usable(scaleY, flat?.[1] ?? room(size.height) / 2) / scale : 1,
  };
}

/** CSS pixels upwards that a data unit of y takes. */
export function scaleOfY(camera: Camera): number {
  return camera.scale * camera.stretch;
}

export function toScreen(camera: Camera, size: Size, x: number, y: number): [number, number] {
  return [size.width / 2 + (x - camera.x) * camera.scale, size.height / 2 - (y - camera.y) * scaleOfY(camera)];
}

export function toData(camera: Camera, size: Size, px: number, py: number): [number, number] {
  return [camera.x + (px - size.width / 2) / camera.scale, camera.y - (py - size.height / 2) / scaleOfY(camera)];
}

/** The picture moved by (dx, dy) CSS pixels. */
export function panned(camera: Camera, dx: number, dy: number): Camera {
  return { ...camera, x: camera.x - dx / camera.scale, y: camera.y + dy / scaleOfY(camera) };
}

/** Zoomed to `scale` (of x; that of y goes along) so that the data point under (px, py) stays there. */
export function zoomedTo(camera: Camera, size: Size, px: number, py: number, scale: number): Camera {
  const [x, y] = toData(camera, size, px, py);
  const { stretch } = camera;
  return {
    x: x - (px - size.width / 2) / scale,
    y: y + (py - size.height / 2) / (scale * stretch),
    scale,
    stretch,
  };
}

/**
 * The camera at 0..1 on the way from one to another: by equal factors of zoom, about the one point that both show at the
 * same place, so that nothing swings past.
 */
export function between(from: Camera, to: Camera, t: number): Camera {
  if (t >= 1) return to;
  const [x, scale] = along([from.x, from.scale], [to.x, to.scale], t);
  const [y, scaleY] = along([from.y, scaleOfY(from)], [to.y, scaleOfY(to)], t);
  return { x, y, scale, stretch: from.stretch === to.stretch ? to.stretch : scaleY / scale };
}

/** Place and scale of one axis at 0..1 on the way. */
function along([from, first]: [number, number], [to, last]: [number, number], t: number): [number, number] {
  const scale = first * (last / first) ** t;
  const [wide, narrow] = [1 / first, 1 / last];
  // share of the way of the centre; without a zoom it is a plain pan
  const way = Math.abs(narrow - wide) < 1e-9 * Math.abs(wide) ? t : (1 / scale - wide) / (narrow - wide);
  return [from + (to - from) * way, scale];
}
