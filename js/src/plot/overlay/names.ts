// The names of labels over their cells, as HTML so that they are sharp, selectable by readers of the page, and plain text.

import type { Viewport } from "../camera/viewport";
import type { Codes } from "../points/cells";
import { type Middle, middlesInSteps, middlesOf, type NameBox, placed } from "./middles";

export interface Label {
  readonly code: number;
  readonly name: string;
}

const WIDEST = 180; // CSS pixels, as in plot.css
const HEIGHT = 17;
const RIM = 4;
/**
 * Of more cells the middles are worked out after the picture, in turns of so many ms, with room for other things in
 * between. The very first ones always are: the first picture is waited for, and the code that works them out is cold.
 */
const AT_ONCE = 250_000;
const TURN_MS = 12;

interface Name {
  readonly code: number;
  readonly element: HTMLElement;
  readonly middle: Middle;
  /** null until it could be measured (a plot in a hidden tab can't) */
  width: number | null;
}

export class Names {
  readonly #layer: HTMLElement;
  /** the names wanted */
  #labels: readonly Label[] = [];
  /** the spans of those that have cells, larger labels first */
  #names: Name[] = [];
  /** what those were worked out of */
  #of: { xy: Float32Array; codes: Codes | null; part: Uint8Array | null } | null = null;
  /** places or codes changed since the middles were worked out */
  #stale = false;
  /** the next turn, while they are worked out */
  #turn: ReturnType<typeof setTimeout> | undefined;
  readonly #arrived: () => void;

  /** `arrived`: there are names to be put where they belong. */
  constructor(root: HTMLElement, arrived: () => void, signal: AbortSignal) {
    this.#arrived = arrived;
    signal.addEventListener("abort", () => clearTimeout(this.#turn), { once: true });
    this.#layer = document.createElement("div");
    this.#layer.className = "cxw-plot-names";
    root.append(this.#layer);
  }

  setLabels(labels: readonly Label[]): void {
    this.#labels = labels;
    this.#stale = true;
  }

  /** The middles are worked out again at the next update, however many changes come before. */
  cellsChanged(): void {
    this.#stale = true;
  }

  /** Away while the cells are on their way to other places. */
  set hidden(hidden: boolean) {
    this.#layer.style.visibility = hidden ? "hidden" : "";
  }

  /** Puts the names where the view has the middles of `codes`, of cells shown; none while there are no codes. */
  update(view: Viewport, xy: Float32Array, codes: Codes | null, part: Uint8Array | null): void {
    if (this.#stale) this.#make(xy, codes, part);
    // read all widths before writing any style: one layout, not one a name
    for (const name of this.#names) name.width ??= name.element.offsetWidth || null;
    const inView: { element: HTMLElement; box: NameBox }[] = [];
    const { width, height } = view.size;
    for (const name of this.#names) {
      const [px, y] = view.toScreen(name.middle.x, name.middle.y);
      const wide = Math.min(name.width ?? WIDEST, WIDEST);
      // a name at the rim moves in rather than being cut
      const rim = Math.min(wide / 2 + RIM, width / 2);
      const x = Math.min(width - rim, Math.max(rim, px));
      if (px > 0 && px < width && y > 0 && y < height)
        inView.push({ element: name.element, box: { x, y, width: wide, height: HEIGHT } });
      else name.element.style.visibility = "hidden";
    }
    const shown = placed(inView.map(({ box }) => box));
    inView.forEach(({ element, box }, i) => {
      element.style.visibility = shown[i] ? "" : "hidden";
      element.style.transform = `translate(-50%, -50%) translate(${box.x.toFixed(1)}px, ${box.y.toFixed(1)}px)`;
    });
  }

  #make(xy: Float32Array, codes: Codes | null, part: Uint8Array | null): void {
    this.#stale = false;
    clearTimeout(this.#turn);
    const wanted = this.#labels.map(({ code }) => code);
    const of = this.#of;
    this.#of = { xy, codes, part };
    if (!codes || wanted.length === 0) this.#put(new Map());
    else if (of && xy.length >> 1 <= AT_ONCE) this.#put(middlesOf(xy, codes, wanted, part));
    else {
      // names of before stay for the moment only where they are of the same cells and labels
      if (of?.xy !== xy || of.codes !== codes || of.part !== part) this.#put(new Map());
      else this.#put(new Map(this.#names.map(({ code, middle }) => [code, middle])));
      this.#inTurns(middlesInSteps(xy, codes, wanted, part));
    }
  }

  #inTurns(steps: Generator<void, Map<number, Middle>>): void {
    this.#turn = setTimeout(() => {
      const end = performance.now() + TURN_MS;
      do {
        const { done, value } = steps.next();
        if (!done) continue;
        this.#put(value);
        this.#arrived();
        return;
      } while (performance.now() < end);
      this.#inTurns(steps);
    });
  }

  #put(middles: ReadonlyMap<number, Middle>): void {
    this.#names = this.#labels
      .flatMap(({ code, name }) => {
        const middle = middles.get(code);
        return middle ? [{ code, element: span(name), middle, width: null }] : [];
      })
      .sort((a, b) => b.middle.count - a.middle.count);
    this.#layer.replaceChildren(...this.#names.map(({ element }) => element));
  }
}

function span(text: string): HTMLElement {
  const element = document.createElement("span");
  element.className = "cxw-plot-name";
  element.textContent = text;
  // a name of another script is cut at its own end
  element.dir = "auto";
  return element;
}
