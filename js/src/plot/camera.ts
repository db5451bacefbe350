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

/**
 * The camera at 0..1 on the way from one to another: by equal factors of zoom, about the one point that both show at the
 * same place, so that nothing swings past.
 */
export function between(from: Camera, to: Camera, t: number): Camera {
  if (t >= 1) return to;
  const scale = from.scale * (to.scale / from.scale) ** t;
  const [first, last] = [1 / from.scale, 1 / to.scale];
  // share of the way of the centre; without a zoom it is a plain pan
  const way = Math.abs(last - first) < 1e-9 * first ? t : (1 / scale - first) / (last - first);
  return { x: from.x + (to.x - from.x) * way, y: from.y + (to.y - from.y) * way, scale };
}
