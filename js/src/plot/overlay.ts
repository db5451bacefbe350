// What is drawn over the points in lines: the lasso and a ring round the hovered cell.

import { type Camera, type Size, toScreen } from "./camera";
import type { PlotTheme } from "./theme";

const SVG = "http://www.w3.org/2000/svg";

export class Overlay {
  readonly #root: HTMLElement;
  readonly #svg: SVGSVGElement;
  readonly #finished: SVGPathElement;
  readonly #drawing: SVGPathElement;
  readonly #ring: SVGCircleElement;
  /** finished lasso, in data coordinates; null = none */
  #polygons: number[][][] | null = null;
  /** lasso under way, in data coordinates */
  #path: number[][] | null = null;
  /** hovered cell's place, in data coordinates */
  #hovered: readonly [number, number] | null = null;

  constructor(root: HTMLElement) {
    this.#root = root;
    this.#svg = document.createElementNS(SVG, "svg");
    this.#svg.setAttribute("class", "cxw-plot-overlay");
    this.#svg.setAttribute("aria-hidden", "true");
    this.#finished = this.#newPath("cxw-plot-lasso");
    this.#drawing = this.#newPath("cxw-plot-lasso cxw-plot-lasso-drawing");
    this.#ring = document.createElementNS(SVG, "circle");
    this.#ring.setAttribute("class", "cxw-plot-ring");
    this.#svg.append(this.#ring);
    root.append(this.#svg);
  }

  #newPath(className: string): SVGPathElement {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", className);
    path.setAttribute("fill-rule", "evenodd");
    this.#svg.append(path);
    return path;
  }

  /** The style sheet's colours follow the theme given, also where the host sets none. */
  setColors({ background, accent, text }: PlotTheme): void {
    // a theme that is itself the property (var(--bg)) must not point at itself
    for (const [property, color] of [
      ["--bg", background],
      ["--accent", accent],
      ["--text", text],
    ])
      if (!color.includes("var(")) this.#root.style.setProperty(property, color);
  }

  setLasso(polygons: number[][][] | null): void {
    this.#polygons = polygons;
  }

  setDrawing(path: number[][] | null): void {
    this.#path = path;
  }

  setHovered(place: readonly [number, number] | null): void {
    this.#hovered = place;
  }

  /** Puts everything where the camera sees it. `diameter`: of a point, in CSS pixels. */
  update(camera: Camera, size: Size, diameter: number): void {
    const outline = (polygon: number[][]) =>
      polygon
        .map(([x, y], i) => {
          const [px, py] = toScreen(camera, size, x, y);
          return `${i ? "L" : "M"}${px.toFixed(1)} ${py.toFixed(1)}`;
        })
        .join("");
    this.#finished.setAttribute("d", (this.#polygons ?? []).map((polygon) => `${outline(polygon)}Z`).join(""));
    this.#drawing.setAttribute("d", this.#path ? `${outline(this.#path)}Z` : "");

    this.#ring.style.display = this.#hovered ? "" : "none";
    if (this.#hovered) {
      const [px, py] = toScreen(camera, size, ...this.#hovered);
      this.#ring.setAttribute("cx", px.toFixed(1));
      this.#ring.setAttribute("cy", py.toFixed(1));
      this.#ring.setAttribute("r", (diameter / 2 + 3).toFixed(1));
    }
  }
}
