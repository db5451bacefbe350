// The colors that the plot is drawn in besides those of its cells.

import type { Rgb } from "../points/points";

/** Each as `#rrggbb`. The style sheet has them too: asked for one, the browser would lay out the page before the first picture. */
export interface PlotTheme {
  /** behind the points; what unselected cells fade towards */
  readonly background: string;
  /** cells without a value */
  readonly dim: string;
  /** lasso and focus */
  readonly accent: string;
  readonly text: string;
}

/** The color as the GPU wants it, 0..1 each. */
export function rgbOf(hex: string): Rgb {
  const rgb = Number.parseInt(hex.slice(1, 7), 16);
  return [(rgb >> 16) / 255, ((rgb >> 8) & 255) / 255, (rgb & 255) / 255];
}
