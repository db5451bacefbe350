// Where the plot looks: the data point at the middle of the view and how many CSS pixels one data unit takes.
// One scale for both axes (an embedding has no meaning stretched); y grows upwards in data, downwards on screen.

export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
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

/** The box around all finite points of an interleaved array, or null when there is none. */
export function boundsOf(xy: Float32Array): Bounds | null {
  let minX = Infinity;
  let minY = Infinity;
  let maxX = -Infinity;
  let maxY = -Infinity;
  for (let i = 0; i < xy.length; i += 2) {
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

/** The camera that shows all of `bounds` with `padding` CSS pixels around. */
export function fitted(bounds: Bounds | null, size: Size, padding: number): Camera {
  if (!bounds) return { x: 0, y: 0, scale: 1 };
  const spanX = bounds.maxX - bounds.minX;
  const spanY = bounds.maxY - bounds.minY;
  const room = (pixels: number) => Math.max(pixels - 2 * padding, pixels / 4, 1);
  const scale = Math.min(room(size.width) / spanX, room(size.height) / spanY);
  return {
    x: bounds.minX + spanX / 2,
    y: bounds.minY + spanY / 2,
    // a single cell, or all on one spot, has no span to fit
    scale: Number.isFinite(scale) && scale > 0 ? scale : 1,
  };
}

export function toScreen(camera: Camera, size: Size, x: number, y: number): [number, number] {
  return [size.width / 2 + (x - camera.x) * camera.scale, size.height / 2 - (y - camera.y) * camera.scale];
}

export function toData(camera: Camera, size: Size, px: number, py: number): [number, number] {
  return [camera.x + (px - size.width / 2) / camera.scale, camera.y - (py - size.height / 2) / camera.scale];
}

/** The picture moved by (dx, dy) CSS pixels. */
export function panned(camera: Camera, dx: number, dy: number): Camera {
  return { ...camera, x: camera.x - dx / camera.scale, y: camera.y + dy / camera.scale };
}

/** Zoomed to `scale` so that the data point under (px, py) stays there. */
export function zoomedTo(camera: Camera, size: Size, px: number, py: number, scale: number): Camera {
  const [x, y] = toData(camera, size, px, py);
  return { x: x - (px - size.width / 2) / scale, y: y + (py - size.height / 2) / scale, scale };
}
