// From hands to intentions: what a person does with mouse, pen, finger, wheel and keys, in CSS pixels of the plot.

export type SelectMode = "replace" | "add" | "subtract" | "intersect";
export type Tool = "lasso" | "pan";
export type Pixel = readonly [number, number];

export interface Intentions {
  lassoStarted(mode: SelectMode, at: Pixel): void;
  lassoMoved(to: readonly Pixel[]): void;
  lassoEnded(): void;
  lassoCancelled(): void;
  panned(dx: number, dy: number): void;
  zoomed(at: Pixel, factor: number): void;
  clicked(at: Pixel, event: PointerEvent): void;
  fitted(): void;
  hovered(at: Pixel | null): void;
  escaped(): void;
}

const CLICK_WITHIN = 4; // px: a shorter way is a click
const FEWEST_POINTS = 3;
const POINT_EVERY = 2; // px between two points of a lasso

/** Keys that move the picture (px) and that zoom. */
const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [60, 0],
  ArrowRight: [-60, 0],
  ArrowUp: [0, 60],
  ArrowDown: [0, -60],
};
const FACTORS: Readonly<Record<string, number>> = { "+": 1.25, "=": 1.25, "-": 0.8 };

/** What the pressed pointer is doing. */
type Drag =
  | { kind: "lasso"; pointer: number; start: Pixel; last: Pixel; points: number; reach: number }
  | { kind: "pan"; pointer: number; start: Pixel; last: Pixel; reach: number; clicks: boolean };

/** The mode that held-down keys ask for. */
export function modeOf(keys: { shiftKey: boolean; altKey: boolean }): SelectMode {
  if (keys.shiftKey) return keys.altKey ? "intersect" : "add";
  return keys.altKey ? "subtract" : "replace";
}

/** How much one turn of the wheel zooms; a pinch on a touch pad arrives as a wheel with Ctrl and small steps. */
export function wheelFactor(event: { deltaY: number; deltaMode: number; ctrlKey: boolean }): number {
  const pixels = event.deltaY * (event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? 400 : 1);
  const step = Math.min(240, Math.max(-240, pixels));
  return Math.exp(-step * (event.ctrlKey && Math.abs(pixels) < 50 ? 0.01 : 0.002));
}

export class Gestures {
  readonly #root: HTMLElement;
  readonly #intentions: Intentions;
  /** what a plain drag does */
  #tool: Tool = "lasso";
  /** the drag under way */
  #drag: Drag | null = null;
  /** Space is held: a drag pans whatever the tool */
  #space = false;

  constructor(root: HTMLElement, intentions: Intentions, signal: AbortSignal) {
    this.#root = root;
    this.#intentions = intentions;
    const on = <K extends keyof HTMLElementEventMap>(
      type: K,
      act: (event: HTMLElementEventMap[K]) => void,
      passive?: false,
    ) => root.addEventListener(type, act, passive === undefined ? { signal } : { signal, passive });
    on("pointerdown", (event) => this.#down(event));
    on("pointermove", (event) => this.#move(event));
    on("pointerup", (event) => this.#up(event));
    on("pointercancel", () => this.#cancel());
    on("lostpointercapture", () => this.#cancel());
    on("pointerleave", () => this.#drag || intentions.hovered(null));
    on("dblclick", () => intentions.fitted());
    on("wheel", (event) => this.#wheel(event), false);
    on("keydown", (event) => this.#keyDown(event));
    on("keyup", (event) => event.key === " " && this.#holdSpace(false));
    on("blur", () => this.#holdSpace(false));
    // the middle button would scroll the page, the right one open a menu
    on("mousedown", (event) => event.button === 1 && event.preventDefault());
    on("contextmenu", (event) => event.preventDefault());
    this.#showCursor();
  }

  setTool(tool: Tool): void {
    this.#tool = tool;
    this.#showCursor();
  }

  #at(event: MouseEvent): Pixel {
    const box = this.#root.getBoundingClientRect();
    return [event.clientX - box.left - this.#root.clientLeft, event.clientY - box.top - this.#root.clientTop];
  }

  #down(event: PointerEvent): void {
    if (this.#drag || event.button > 2) return;
    this.#root.setPointerCapture(event.pointerId);
    this.#intentions.hovered(null);
    const start = this.#at(event);
    const common = { pointer: event.pointerId, start, last: start, reach: 0 };
    if (this.#tool === "lasso" && event.button === 0 && !this.#space) {
      this.#drag = { ...common, kind: "lasso", points: 1 };
      this.#intentions.lassoStarted(modeOf(event), start);
    } else {
      this.#drag = { ...common, kind: "pan", clicks: event.button === 0 };
    }
    this.#showCursor();
  }

  #move(event: PointerEvent): void {
    const drag = this.#drag;
    const at = this.#at(event);
    if (!drag) {
      if (event.pointerType !== "touch") this.#intentions.hovered(at);
      return;
    }
    if (event.pointerId !== drag.pointer) return;
    drag.reach = Math.max(drag.reach, distance(at, drag.start));
    if (drag.kind === "pan") {
      if (drag.reach >= CLICK_WITHIN) {
        this.#intentions.panned(at[0] - drag.last[0], at[1] - drag.last[1]);
        drag.last = at;
      }
      return;
    }
    // the browser hands over one event a frame; a fast hand draws corners unless the ones between are used too
    const between = event.getCoalescedEvents?.() ?? [];
    const added: Pixel[] = [];
    for (const one of between.length ? between : [event]) {
      const point = this.#at(one);
      if (distance(point, drag.last) < POINT_EVERY) continue;
      drag.last = point;
      added.push(point);
    }
    drag.points += added.length;
    if (added.length) this.#intentions.lassoMoved(added);
  }

  #up(event: PointerEvent): void {
    const drag = this.#drag;
    if (!drag || event.pointerId !== drag.pointer) return;
    this.#drag = null;
    this.#showCursor();
    const isClick = drag.reach < CLICK_WITHIN || (drag.kind === "lasso" && drag.points < FEWEST_POINTS);
    if (drag.kind === "lasso") {
      if (isClick) this.#intentions.lassoCancelled();
      else this.#intentions.lassoEnded();
    }
    if (isClick && (drag.kind === "lasso" || drag.clicks)) this.#intentions.clicked(this.#at(event), event);
  }

  #cancel(): void {
    const drag = this.#drag;
    if (!drag) return;
    this.#drag = null;
    this.#showCursor();
    if (drag.kind === "lasso") this.#intentions.lassoCancelled();
  }

  #wheel(event: WheelEvent): void {
    // the page scrolls unless this plot was chosen: a notebook is long and the pointer always over something.
    // Chosen is also a control beside it in the same shadow root: after a lasso the label field has the focus
    const within = this.#root.getRootNode() as Document | ShadowRoot;
    const focused = within instanceof Document ? within.activeElement === this.#root : within.activeElement !== null;
    if (!focused && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.#intentions.zoomed(this.#at(event), wheelFactor(event));
  }

  #keyDown(event: KeyboardEvent): void {
    if (event.target !== this.#root) return;
    if (event.key === "Escape") {
      if (this.#drag?.kind === "lasso") this.#cancel();
      else this.#intentions.escaped();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { clientWidth, clientHeight } = this.#root;
    const step = STEPS[event.key];
    const factor = FACTORS[event.key];
    if (event.key === " ") this.#holdSpace(true);
    else if (step) this.#intentions.panned(...step);
    else if (factor) this.#intentions.zoomed([clientWidth / 2, clientHeight / 2], factor);
    else return;
    // the notebook would scroll or move to another cell
    event.preventDefault();
    event.stopPropagation();
  }

  #holdSpace(held: boolean): void {
    this.#space = held;
    this.#showCursor();
  }

  #showCursor(): void {
    const panning = this.#drag?.kind === "pan";
    this.#root.dataset.cursor = panning ? "grabbing" : this.#tool === "pan" || this.#space ? "grab" : "lasso";
  }
}

function distance(a: Pixel, b: Pixel): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}
