// What a plot tells whoever shows it.

import type { SelectMode } from "../geometry/selectMode";
import type { FrameStats } from "./points/frames";

export interface PlotCallbacks {
  onLasso(polygon: number[][], mode: SelectMode): void;
  onClick(cell: number | null, mode: SelectMode): void;
  /** x and y: CSS pixels from the plot's upper left corner */
  onHover(cell: number | null, x: number, y: number): void;
  onError(message: string): void;
  onEscape?(): void;
  /** All cells that it was given are drawn. */
  onDrawn?(): void;
  /** It is out of view, where nothing is drawn. */
  onUnseen?(): void;
}

export interface PlotStats extends FrameStats {
  readonly contexts: number; // live WebGL contexts of this plot
}
