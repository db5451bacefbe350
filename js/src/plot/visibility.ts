// Tells when the plot has to draw again although nothing about it changed: a new size, another pixel density, or shown
// after it was hidden (JupyterLab blanks outputs that are scrolled off; a hidden tab reports 0 x 0). And when nobody sees it.

import type { Size } from "./camera/camera";

export interface VisibilityCallbacks {
  /** never called with an empty size */
  resized(size: Size): void;
  shown(): void;
  /** In view, or out of it for a while. Nothing is said while it was never in view. */
  seen(inView: boolean): void;
}

/** Scrolling past and back must not cost a picture. */
const GONE_AFTER_MS = 1000;

export function watchVisibility(element: HTMLElement, callbacks: VisibilityCallbacks, signal: AbortSignal): void {
  const sizes = new ResizeObserver(([entry]) => {
    const { width, height } = entry.contentRect;
    if (width > 0 && height > 0) callbacks.resized({ width, height });
  });
  sizes.observe(element);
  let leaving: ReturnType<typeof setTimeout> | undefined;
  const views = new IntersectionObserver((entries) => {
    clearTimeout(leaving);
    if (entries[entries.length - 1].isIntersecting) callbacks.seen(true);
    else leaving = setTimeout(() => callbacks.seen(false), GONE_AFTER_MS);
  });
  views.observe(element);
  signal.addEventListener(
    "abort",
    () => {
      clearTimeout(leaving);
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
