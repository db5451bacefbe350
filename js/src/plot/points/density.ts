// How large and how opaque a cell is drawn: few cells are big and solid, many small and translucent, and both grow as a
// zoom spreads them out.

import type { Size } from "../camera/camera";

/** What a person makes of the defaults: 1 leaves them. */
export interface PointFactors {
  readonly size: number;
  readonly opacity: number;
}

/** CSS pixels: beyond, a cell is a place for itself, and graphics cards have an end, too. */
const LARGEST_SPOT = 256;
/** Of the distance between cells if they were spread evenly: with more there is nothing to see but the uppermost. */
const WIDEST = 2;

/**
 * `zoom` is 1 when all cells are in view. Diameter in CSS pixels. `spot`: what it should be, where cells have a size; it
 * is kept from hiding what lies beneath it where it can't be right.
 */
export function pointStyle(
  count: number,
  size: Size,
  zoom: number,
  factors: PointFactors = { size: 1, opacity: 1 },
  spot: number | null = null,
): { diameter: number; opacity: number } {
  // square CSS pixels a cell would have if they were spread evenly
  const room = (size.width * size.height * zoom * zoom) / Math.max(1, count);
  const diameter =
    spot === null
      ? factors.size * clamp(1.75 * room ** 0.2, 1, 10)
      : Math.min(LARGEST_SPOT, WIDEST * Math.sqrt(room), factors.size * spot);
  return {
    diameter: Math.max(0.75, diameter),
    opacity: clamp(factors.opacity * clamp(0.45 + 0.23 * Math.log10(room), 0.2, 0.92), 0.04, 1),
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
