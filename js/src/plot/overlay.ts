// What lies over the points: the lasso, a ring round the hovered cell, and the names of labels.

import { type Camera, type Size, toScreen } from "./camera";
import { type Median, type NameBox, placed } from "./medians";
import type { PlotTheme } from "./theme";

export interface Label {
  readonly code: number;
  readonly name: string;
}

const SVG = "http://www.w3.org/2000/svg";
const WIDEST_NAME = 180; // CSS pixels, as in plot.css
const NAME_HEIGHT = 17;
const NAME_GAP = 6;

interface Name {
  readonly element: HTMLElement;
  /** null until it could be measured (a plot in a hidden tab can't) */
  width: number | null;
}

export class Overlay {
  readonly #root: HTMLElement;
  readonly #svg: SVGSVGElement;
  readonly #finished: SVGPathElement;
  readonly #drawing: SVGPathElement;
  readonly #ring: SVGCircleElement;
  readonly #names: HTMLElement;
  /** finished lasso, in data coordinates; null = none */
  #polygons: number[][][] | null = null;
  /** lasso under way, in data coordinates */
  #path: number[][] | null = null;
  /** hovered cell's place, in data coordinates */
  #hovered: readonly [number, number] | null = null;
  /** one span a label, larger labels first */
  #labels: { name: Name; median: Median }[] = [];

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
    this.#names = document.createElement("div");
    this.#names.className = "cxw-plot-names";
    root.append(this.#svg, this.#names);
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

  setNames(labels: readonly Label[], medians: ReadonlyMap<number, Median>): void {
    this.#labels = labels
      .flatMap((label) => {
        const median = medians.get(label.code);
        return median ? [{ name: this.#name(label.name), median }] : [];
      })
      .sort((a, b) => b.median.count - a.median.count);
    this.#names.replaceChildren(...this.#labels.map(({ name }) => name.element));
  }

  #name(text: string): Name {
    const element = document.createElement("span");
    element.className = "cxw-plot-name";
    element.textContent = text;
    return { element, width: null };
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
    this.#placeNames(camera, size);
  }

  #placeNames(camera: Camera, size: Size): void {
    // read all widths before writing any style: one layout, not one a name
    for (const { name } of this.#labels) name.width ??= name.element.offsetWidth || null;
    const inView: { element: HTMLElement; box: NameBox }[] = [];
    for (const { name, median } of this.#labels) {
      const width = Math.min(name.width ?? WIDEST_NAME, WIDEST_NAME);
      const [px, y] = toScreen(camera, size, median.x, median.y);
      const seen = px > 0 && px < size.width && y > 0 && y < size.height;
      // a name at the rim moves in rather than being cut
      const rim = Math.min(width / 2 + 4, size.width / 2);
      const x = Math.min(size.width - rim, Math.max(rim, px));
      if (seen) inView.push({ element: name.element, box: { x, y, width: width + NAME_GAP, height: NAME_HEIGHT } });
      else name.element.style.visibility = "hidden";
    }
    const shown = placed(inView.map(({ box }) => box));
    inView.forEach(({ element, box }, i) => {
      element.style.visibility = shown[i] ? "" : "hidden";
      element.style.transform = `translate(-50%, -50%) translate(${box.x.toFixed(1)}px, ${box.y.toFixed(1)}px)`;
    });
  }
}
