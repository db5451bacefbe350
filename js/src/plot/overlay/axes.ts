// The axes of two numbers against each other, along the left and lower edge: a gate is read off them.

import { AXES_ROOM } from "../camera/axesRoom";
import type { Viewport } from "../camera/viewport";
import { ticks, tickTexts } from "./ticks";

const SVG = "http://www.w3.org/2000/svg";
const APART = { x: 84, y: 46 }; // px between two numbers, about
const TICK = 4;
const NAMED = 36; // letters of a name before it is cut

export class Axes {
  readonly #svg: SVGSVGElement;
  #names: readonly [string, string] | null = null;
  /** what was drawn last */
  #drawn = "";

  constructor(root: HTMLElement) {
    this.#svg = document.createElementNS(SVG, "svg");
    this.#svg.setAttribute("class", "cxw-plot-axes");
    this.#svg.setAttribute("aria-hidden", "true");
    root.append(this.#svg);
  }

  /** Null: an embedding, whose axes mean nothing. */
  setNames(names: readonly [string, string] | null): void {
    this.#names = names;
    this.#drawn = "";
    if (!names) this.#svg.replaceChildren();
  }

  get shown(): boolean {
    return this.#names !== null;
  }

  /** Away while the cells are on their way to other places. */
  set hidden(hidden: boolean) {
    this.#svg.style.visibility = hidden ? "hidden" : "";
  }

  update(view: Viewport): void {
    if (!this.#names) return;
    const { width, height } = view.size;
    const { x, y, scale, stretch } = view.camera;
    const drawn = [width, height, x, y, scale, stretch].join(" ");
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const [left, bottom] = [AXES_ROOM.left, height - AXES_ROOM.bottom];
    const [lowX, lowY] = view.toData([left, bottom]);
    const [highX, highY] = view.toData([width, 0]);
    const parts: SVGElement[] = [
      shape("rect", { class: "cxw-axis-ground", x: 0, y: 0, width: left, height }),
      shape("rect", { class: "cxw-axis-ground", x: left, y: bottom, width: width - left, height: AXES_ROOM.bottom }),
      shape("path", { class: "cxw-axis-line", d: `M${left} 0V${bottom}H${width}` }),
    ];
    const xs = ticks(lowX, highX, Math.max(1, (width - left) / APART.x));
    for (const [i, words] of tickTexts(xs).entries()) {
      const [px] = view.toScreen(xs[i] as number, y);
      parts.push(shape("path", { class: "cxw-axis-line", d: `M${px.toFixed(1)} ${bottom}v${TICK}` }));
      // the last number would be cut by the edge
      if (px < width - 14) parts.push(text(words, { x: px.toFixed(1), y: bottom + 15, "text-anchor": "middle" }));
    }
    const ys = ticks(lowY, highY, Math.max(1, bottom / APART.y));
    for (const [i, words] of tickTexts(ys).entries()) {
      const [, py] = view.toScreen(x, ys[i] as number);
      parts.push(shape("path", { class: "cxw-axis-line", d: `M${left} ${py.toFixed(1)}h${-TICK}` }));
      if (py > 8) parts.push(text(words, { x: left - 7, y: (py + 4).toFixed(1), "text-anchor": "end" }));
    }
    const [nameX, nameY] = this.#names;
    const middleY = bottom / 2;
    parts.push(
      text(cut(nameX), { class: "cxw-axis-name", x: (left + width) / 2, y: height - 6, "text-anchor": "middle" }),
      text(cut(nameY), {
        class: "cxw-axis-name",
        "text-anchor": "middle",
        transform: `translate(13 ${middleY.toFixed(1)}) rotate(-90)`,
      }),
    );
    this.#svg.replaceChildren(...parts);
  }
}

function cut(name: string): string {
  return name.length > NAMED ? `${name.slice(0, NAMED - 1)}…` : name;
}

function shape(tag: string, attributes: Record<string, string | number>): SVGElement {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}

function text(words: string, attributes: Record<string, string | number>): SVGElement {
  const made = shape("text", { class: "cxw-axis-number", ...attributes });
  made.textContent = words;
  return made;
}
