// What is drawn over the points: outlines, the corners of one under way, and the hovered cell in its ring.

import { type Camera, type Size, toScreen } from "../camera/camera";
import type { PlotTheme } from "./theme";

const SVG = "http://www.w3.org/2000/svg";

export class Overlay {
  readonly #root: HTMLElement;
  readonly #svg: SVGSVGElement;
  readonly #finished: SVGPathElement;
  readonly #drawing: SVGPathElement;
  readonly #corners: SVGGElement;
  readonly #dot: SVGCircleElement;
  readonly #ring: SVGCircleElement;
  /** finished lasso, in data coordinates; null = none */
  #polygons: number[][][] | null = null;
  /** lasso under way, in data coordinates */
  #path: number[][] | null = null;
  /** its corners, where they were set one by one */
  #marked: readonly number[][] = [];
  /** the hovered cell: its place in data coordinates, and its color */
  #hovered: { place: readonly [number, number]; color: string } | null = null;

  constructor(root: HTMLElement) {
    this.#root = root;
    this.#svg = document.createElementNS(SVG, "svg");
    this.#svg.setAttribute("class", "cxw-plot-overlay");
    this.#svg.setAttribute("aria-hidden", "true");
    this.#finished = this.#newPath("cxw-plot-lasso");
    this.#drawing = this.#newPath("cxw-plot-lasso cxw-plot-lasso-drawing");
    this.#corners = document.createElementNS(SVG, "g");
    this.#dot = circle("cxw-plot-dot");
    this.#ring = circle("cxw-plot-ring");
    this.#svg.append(this.#corners, this.#dot, this.#ring);
    root.append(this.#svg);
  }

  #newPath(className: string): SVGPathElement {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", className);
    path.setAttribute("fill-rule", "evenodd");
    this.#svg.append(path);
    return path;
  }

  /** The style sheet's colors follow the theme given, also where the host sets none. */
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

  setDrawing(path: number[][] | null, corners: readonly number[][]): void {
    this.#path = path;
    this.#marked = corners;
  }

  setHovered(hovered: { place: readonly [number, number]; color: string } | null): void {
    this.#hovered = hovered;
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

    this.#updateCorners(camera, size);

    for (const part of [this.#dot, this.#ring]) part.style.display = this.#hovered ? "" : "none";
    if (!this.#hovered) return;
    // the point itself too: others may lie over it
    put(this.#dot, toScreen(camera, size, ...this.#hovered.place), diameter / 2 + 0.5);
    put(this.#ring, toScreen(camera, size, ...this.#hovered.place), diameter / 2 + 3);
    this.#dot.style.fill = this.#hovered.color;
  }

  #updateCorners(camera: Camera, size: Size): void {
    while (this.#corners.childElementCount > this.#marked.length) this.#corners.lastElementChild?.remove();
    while (this.#corners.childElementCount < this.#marked.length) this.#corners.append(circle("cxw-plot-corner"));
    this.#marked.forEach(([x, y], i) => {
      // the first is larger: a click on it closes
      put(this.#corners.children[i], toScreen(camera, size, x, y), i === 0 ? 5 : 3);
    });
  }
}

function circle(className: string): SVGCircleElement {
  const made = document.createElementNS(SVG, "circle");
  made.setAttribute("class", className);
  return made;
}

function put(circle: Element, [px, py]: readonly [number, number], radius: number): void {
  circle.setAttribute("cx", px.toFixed(1));
  circle.setAttribute("cy", py.toFixed(1));
  circle.setAttribute("r", radius.toFixed(1));
}
