// The outlines of regions over the points, each with its name at its top.

import { type Camera, type Size, scaleOfY, toScreen } from "../camera/camera";

const SVG = "http://www.w3.org/2000/svg";

export interface Region {
  /** "" where the name stands elsewhere. */
  readonly name: string;
  readonly color: string;
  /** x, y in data coordinates, interleaved. */
  readonly rings: readonly Float64Array[];
}

interface Drawn {
  readonly name: HTMLElement | null;
  /** The middle of its box, and both its ends upwards and downwards in data coordinates. */
  readonly x: number;
  readonly ends: readonly [number, number];
}

/**
 * Drawn once in coordinates that begin at the middle of all, so that no digits are lost; the camera moves the group.
 */
export class Regions {
  readonly #lines: SVGGElement;
  readonly #names: HTMLElement;
  #drawn: Drawn[] = [];
  #middle: readonly [number, number] = [0, 0];

  constructor(root: HTMLElement) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("class", "cxw-plot-overlay");
    svg.setAttribute("aria-hidden", "true");
    this.#lines = document.createElementNS(SVG, "g");
    svg.append(this.#lines);
    this.#names = document.createElement("div");
    this.#names.className = "cxw-plot-names";
    root.append(svg, this.#names);
  }

  set(regions: readonly Region[]): void {
    const all = boxOf(regions.flatMap(({ rings }) => rings));
    this.#middle = all ? [(all.left + all.right) / 2, (all.low + all.high) / 2] : [0, 0];
    const lines: SVGPathElement[] = [];
    this.#drawn = regions.flatMap(({ name, color, rings }) => {
      const box = boxOf(rings);
      if (!box) return [];
      const d = rings.map((ring) => pathOf(ring, this.#middle)).join("");
      lines.push(line("cxw-plot-region-rim", d), line("cxw-plot-region", d, color));
      return [
        {
          name: name === "" ? null : nameOf(name, color),
          x: (box.left + box.right) / 2,
          ends: [box.low, box.high] as const,
        },
      ];
    });
    this.#lines.replaceChildren(...lines);
    this.#names.replaceChildren(...this.#drawn.flatMap(({ name }) => (name ? [name] : [])));
  }

  /** Away while the cells are on their way to other places. */
  set hidden(hidden: boolean) {
    for (const part of [this.#lines, this.#names]) part.style.visibility = hidden ? "hidden" : "";
  }

  /** Puts everything where the camera sees it. */
  update(camera: Camera, size: Size): void {
    const [x, y] = toScreen(camera, size, ...this.#middle);
    this.#lines.setAttribute("transform", `matrix(${camera.scale} 0 0 ${-scaleOfY(camera)} ${x} ${y})`);
    for (const { name, x, ends } of this.#drawn) {
      if (!name) continue;
      const at = ends.map((end) => toScreen(camera, size, x, end));
      const [px, top] = (at[0] as number[])[1] < (at[1] as number[])[1] ? (at[0] as number[]) : (at[1] as number[]);
      name.style.transform = `translate(-50%, -100%) translate(${px.toFixed(1)}px, ${(top - 1).toFixed(1)}px)`;
    }
  }
}

function boxOf(rings: readonly Float64Array[]) {
  const box = { left: Infinity, right: -Infinity, low: Infinity, high: -Infinity };
  for (const ring of rings) {
    for (let i = 0; i < ring.length; i += 2) {
      box.left = Math.min(box.left, ring[i]);
      box.right = Math.max(box.right, ring[i]);
      box.low = Math.min(box.low, ring[i + 1]);
      box.high = Math.max(box.high, ring[i + 1]);
    }
  }
  return box.left <= box.right ? box : null;
}

function pathOf(ring: Float64Array, [x0, y0]: readonly [number, number]): string {
  let d = "";
  for (let i = 0; i < ring.length; i += 2) d += `${i ? "L" : "M"}${ring[i] - x0} ${ring[i + 1] - y0}`;
  return `${d}Z`;
}

function line(className: string, d: string, color?: string): SVGPathElement {
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("class", className);
  path.setAttribute("vector-effect", "non-scaling-stroke");
  path.setAttribute("d", d);
  if (color) path.style.stroke = color;
  return path;
}

function nameOf(text: string, color: string): HTMLElement {
  const element = document.createElement("span");
  element.className = "cxw-plot-name cxw-plot-region-name";
  element.textContent = text;
  element.dir = "auto";
  element.style.setProperty("--region", color);
  return element;
}
