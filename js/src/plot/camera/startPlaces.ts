// Where cells come from when another embedding is shown: the places they had on screen, told in the new coordinates under
// the new camera. So the camera is right from the first frame, and with it names, lassos and hovering.

import { type Camera, scaleOfY } from "./camera";

/** Above this many cells a machine without a GPU can't keep up: the picture is cut over. */
export const MOST_MOVING = 200_000;

/** In draw order. Cells that had no place start where they end. */
export function startPlaces(
  order: Uint32Array,
  from: { xy: Float32Array; camera: Camera },
  to: { xy: Float32Array; camera: Camera },
): Float32Array {
  const places = new Float32Array(2 * order.length);
  const ratioX = from.camera.scale / to.camera.scale;
  const ratioY = scaleOfY(from.camera) / scaleOfY(to.camera);
  for (let slot = 0; slot < order.length; slot++) {
    const cell = order[slot];
    const x = to.camera.x + (from.xy[2 * cell] - from.camera.x) * ratioX;
    const y = to.camera.y + (from.xy[2 * cell + 1] - from.camera.y) * ratioY;
    const known = x * 0 + y * 0 === 0;
    places[2 * slot] = known ? x : to.xy[2 * cell];
    places[2 * slot + 1] = known ? y : to.xy[2 * cell + 1];
  }
  return places;
}
