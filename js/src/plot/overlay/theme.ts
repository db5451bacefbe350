// Colors come as CSS (a custom property, light-dark(), a hex); the GPU wants numbers.

import type { Rgb } from "../points/points";

export interface PlotTheme {
  /** behind the points; what unselected cells fade towards */
  readonly background: string;
  /** cells without a value */
  readonly dim: string;
  /** lasso and focus */
  readonly accent: string;
  readonly text: string;
}

/** The color as the browser resolves it at `element`, 0..1. */
export function resolveColor(element: HTMLElement, css: string): Rgb {
  const before = element.style.color;
  element.style.color = css;
  const resolved = getComputedStyle(element).color;
  element.style.color = before;
  const canvas = document.createElement("canvas");
  canvas.width = 1;
  canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return [0.5, 0.5, 0.5];
  // JupyterLab renders before the output is in the page, and nothing resolves there: then the color must be a plain one.
  context.fillStyle = resolved || css;
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
  return [red / 255, green / 255, blue / 255];
}
