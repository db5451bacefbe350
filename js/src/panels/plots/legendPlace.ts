/** Where the legend stands of itself: in a corner where no cell is while all are in view, else below the plot. Pure. */
import type { Box, Size } from "../../plot/Plot";

export type Corner = "bottom right" | "bottom left" | "top right" | "top left";

/** CSS pixels from the edges, and below what stands in the upper corners. */
const MARGIN = 12;
const TOP = 46;
/** What axes take, as the camera leaves it to them. */
const AXES = { left: 58, bottom: 36 };

export interface Around {
  /** Two numbers against each other have axes, at the left and below. */
  axes: boolean;
  /** Something is written in the lower left corner. */
  note: boolean;
  /** Something is written at the top. */
  banner: boolean;
}

/** The corners there are, the preferred first, and the box of a legend of this size in each. */
export function corners(room: Size, legend: Size, { axes, note, banner }: Around): { corner: Corner; box: Box }[] {
  const right = room.width - MARGIN - legend.width;
  const left = MARGIN + (axes ? AXES.left : 0);
  const bottom = room.height - MARGIN - legend.height - (axes ? AXES.bottom : 0);
  const all: readonly [Corner, number, number, boolean][] = [
    ["bottom right", right, bottom, true],
    ["bottom left", left, bottom, !axes && !note],
    ["top right", right, TOP, !banner],
    ["top left", left, TOP, !axes && !banner],
  ];
  return all.filter(([, , , free]) => free).map(([corner, x, y]) => ({ corner, box: { left: x, top: y, ...legend } }));
}

/** Where something of this size stands that was dragged: shares of the room it has, in pixels. */
export function dragged(room: Size, legend: Size, { x, y }: { x: number; y: number }): { left: number; top: number } {
  const within = (share: number, length: number) => Math.min(1, Math.max(0, share)) * Math.max(0, length);
  return { left: within(x, room.width - legend.width), top: within(y, room.height - legend.height) };
}

/** The shares of a place in pixels. */
export function sharesOf(room: Size, legend: Size, left: number, top: number): { x: number; y: number } {
  const share = (at: number, length: number) => (length > 0 ? Math.min(1, Math.max(0, at / length)) : 0);
  return { x: share(left, room.width - legend.width), y: share(top, room.height - legend.height) };
}
