// The elements a plot is made of: what takes focus and pointer, and the canvas in it.

export function createSurface(host: HTMLElement, name: string): { root: HTMLElement; canvas: HTMLCanvasElement } {
  const root = document.createElement("div");
  root.className = "cxw-plot-root";
  root.tabIndex = 0;
  root.setAttribute("role", "application");
  root.setAttribute("aria-label", name);
  const canvas = document.createElement("canvas");
  canvas.className = "cxw-plot-canvas";
  root.append(canvas);
  host.append(root);
  return { root, canvas };
}
