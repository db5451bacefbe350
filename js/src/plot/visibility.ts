// Tells when the plot has to draw again although nothing about it changed: a new size, another pixel density, or shown
// after it was hidden (JupyterLab blanks outputs that are scrolled off; a hidden tab reports 0 x 0).

import type { Size } from "./camera";

export interface VisibilityCallbacks {
  /** never called with an empty size */
  resized(size: Size): void;
  shown(): void;
}

export function watchVisibility(element: HTMLElement, callbacks: VisibilityCallbacks, signal: AbortSignal): void {
  const sizes = new ResizeObserver(([entry]) => {
    const { width, height } = entry.contentRect;
    if (width > 0 && height > 0) callbacks.resized({ width, height });
  });
  sizes.observe(element);
  const views = new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) callbacks.shown();
  });
  views.observe(element);
  signal.addEventListener(
    "abort",
    () => {
      sizes.disconnect();
      views.disconnect();
    },
    { once: true },
  );
  document.addEventListener("visibilitychange", () => document.hidden || callbacks.shown(), { signal });
  watchPixelRatio(callbacks.shown, signal);
}

/** A media query knows only one density, so after each change the next one is asked for. */
function watchPixelRatio(changed: () => void, signal: AbortSignal): void {
  if (signal.aborted) return;
  matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener(
    "change",
    () => {
      changed();
      watchPixelRatio(changed, signal);
    },
    { once: true, signal },
  );
}
