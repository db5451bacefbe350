// How crowded places on screen are: where nothing is, a legend covers no cell.

import { type Camera, type Size, scaleOfY } from "./camera";

/** In CSS pixels from the upper left corner of the plot. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Of more cells every second, third ... is looked at first: how crowded a place is need not be known exactly, only if. */
const SAMPLE = 500_000;

/** How many cells touch each box, of very many about; `reach`: the radius of a point; `shown`: 1 for each cell that counts, null: all. */
export function crowdIn(
  boxes: readonly Box[],
  xy: Float32Array,
  shown: Uint8Array | null,
  camera: Camera,
  size: Size,
  reach: number,
): number[] {
  // the boxes in data units, so that a cell costs a few comparisons
  const across = (px: number) => camera.x + (px - size.width / 2) / camera.scale;
  const up = (py: number) => camera.y - (py - size.height / 2) / scaleOfY(camera);
  return boxes.map(({ left, top, width, height }) => {
    const [minX, maxX] = [across(left - reach), across(left + width + reach)];
    const ends = [up(top - reach), up(top + height + reach)];
    const [minY, maxY] = [Math.min(...ends), Math.max(...ends)];
    const within = (step: number) => {
      let n = 0;
      for (let i = 0; i < xy.length; i += 2 * step) {
        const x = xy[i];
        const y = xy[i + 1];
        if (x >= minX && x <= maxX && y >= minY && y <= maxY && (!shown || shown[i >> 1])) n++;
      }
      return n * step;
    };
    const step = Math.ceil(xy.length / 2 / SAMPLE);
    return within(step) || within(1);
  });
}
