// From hands to intentions: what a person does with mouse, pen, finger and wheel, in CSS pixels of the plot. Keys are in
// keys.ts.

import type { SelectMode } from "../../geometry/selectMode";
import type { Pixel, Tool } from "../types";
import type { Drawing } from "./drawing";

export interface Intentions {
  /** A hand takes hold: what moves by itself stands still. */
  pressed(): void;
  panned(dx: number, dy: number): void;
  zoomed(at: Pixel, factor: number): void;
  clicked(at: Pixel, event: PointerEvent): void;
  fitted(): void;
  hovered(at: Pixel | null): void;
  /** Where the pointer is and how an outline closed now would join the selection; null: not over the plot, or no tool for it. */
  aimed(at: Pixel | null, mode: SelectMode): void;
}

const CLICK_WITHIN = 4; // px: a shorter way is a click
const FEWEST_POINTS = 3;
const POINT_EVERY = 2; // px between two points of a lasso

/** What the pressed pointer is doing. */
interface Drag {
  readonly kind: Tool;
  readonly pointer: number;
  readonly start: Pixel;
  /** the farthest it went from its start */
  reach: number;
  last: Pixel;
  /** of a lasso */
  points: number;
  /** a short one counts as a click */
  readonly clicks: boolean;
}

/** The mode that held-down keys ask for; without any the one set before. */
export function modeOf(keys: { shiftKey: boolean; altKey: boolean }, otherwise: SelectMode = "replace"): SelectMode {
  if (keys.shiftKey) return keys.altKey ? "intersect" : "add";
  return keys.altKey ? "subtract" : otherwise;
}

/** How much one turn of the wheel zooms; a pinch on a touch pad arrives as a wheel with Ctrl and small steps. */
export function wheelFactor(event: { deltaY: number; deltaMode: number; ctrlKey: boolean }): number {
  const pixels = event.deltaY * (event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? 400 : 1);
  const step = Math.min(240, Math.max(-240, pixels));
  return Math.exp(-step * (event.ctrlKey && Math.abs(pixels) < 50 ? 0.01 : 0.002));
}

export class Gestures {
  readonly #root: HTMLElement;
  readonly #drawing: Drawing;
  readonly #intentions: Intentions;
  /** what a plain drag does, and how an outline joins the selection while no key is held */
  #tool: Tool = "lasso";
  #mode: SelectMode = "replace";
  /** the drag under way */
  #drag: Drag | null = null;
  /** Space is held: a drag pans whatever the tool */
  #space = false;
  /** where the pointer was last, while it is over the plot */
  #pointer: Pixel | null = null;
  #keys = { shiftKey: false, altKey: false };

  constructor(root: HTMLElement, drawing: Drawing, intentions: Intentions, signal: AbortSignal) {
    this.#root = root;
    this.#drawing = drawing;
    this.#intentions = intentions;
    const on = <K extends keyof HTMLElementEventMap>(
      type: K,
      act: (event: HTMLElementEventMap[K]) => void,
      passive?: false,
    ) => root.addEventListener(type, act, passive === undefined ? { signal } : { signal, passive });
    on("pointerdown", (event) => this.#down(event));
    on("pointermove", (event) => this.#move(event));
    on("pointerup", (event) => this.#up(event));
    on("pointercancel", () => this.cancel());
    on("lostpointercapture", () => this.cancel());
    on("pointerleave", () => this.#leave());
    on("dblclick", (event) => this.#doubleClick(event));
    on("wheel", (event) => this.#wheel(event), false);
    // the middle button would scroll the page, the right one open a menu
    on("mousedown", (event) => event.button === 1 && event.preventDefault());
    on("contextmenu", (event) => event.preventDefault());
    // where the page's text is selected as a whole, a drag would carry it about instead of drawing
    on("dragstart", (event) => event.preventDefault());
    // a modifier is pressed with the focus anywhere, and the box keeps its keys from the page: seen on their way in
    for (const type of ["keydown", "keyup"] as const)
      window.addEventListener(type, (event) => this.#holdKeys(event), { signal, capture: true });
    this.#show();
  }

  setTool(tool: Tool): void {
    if (tool === this.#tool) return;
    this.#drawing.cancel();
    this.#tool = tool;
    this.#show();
  }

  setMode(mode: SelectMode): void {
    this.#mode = mode;
    this.#show();
  }

  /** How an outline that is closed now joins the selection. */
  modeFor(keys: { shiftKey: boolean; altKey: boolean }): SelectMode {
    return modeOf(keys, this.#mode);
  }

  holdSpace(held: boolean): void {
    this.#space = held;
    this.#show();
  }

  /** Ends the drag under way as if it had not begun; a polygon that is open stays open. */
  cancel(): void {
    const drag = this.#drag;
    if (!drag) return;
    this.#drag = null;
    this.#show();
    if (drag.kind === "lasso" || drag.kind === "box") this.#drawing.cancel();
  }

  #at(event: MouseEvent): Pixel {
    const box = this.#root.getBoundingClientRect();
    return [event.clientX - box.left - this.#root.clientLeft, event.clientY - box.top - this.#root.clientTop];
  }

  #down(event: PointerEvent): void {
    if (this.#drag || event.button > 2) return;
    this.#root.setPointerCapture(event.pointerId);
    this.#intentions.pressed();
    this.#intentions.hovered(null);
    const start = this.#at(event);
    const kind = event.button === 0 && !this.#space ? this.#tool : "pan";
    const clicks = event.button === 0 && kind !== "polygon" && this.#drawing.shape !== "polygon";
    this.#drag = { kind, pointer: event.pointerId, start, last: start, reach: 0, points: 1, clicks };
    if (kind === "lasso" || kind === "box") this.#drawing.start(kind, start, this.modeFor(event));
    this.#show();
  }

  #move(event: PointerEvent): void {
    const drag = this.#drag;
    const at = this.#at(event);
    if (event.pointerType !== "touch") this.#aim(at, event);
    if (!drag) {
      if (event.pointerType === "touch") return;
      if (this.#drawing.shape === "polygon") this.#drawing.move([at]);
      else this.#intentions.hovered(at);
      return;
    }
    if (event.pointerId !== drag.pointer) return;
    drag.reach = Math.max(drag.reach, distance(at, drag.start));
    if (drag.kind === "pan") {
      if (drag.reach < CLICK_WITHIN) return;
      this.#intentions.panned(at[0] - drag.last[0], at[1] - drag.last[1]);
      drag.last = at;
    } else if (drag.kind === "lasso") this.#moveFreehand(drag, event);
    else this.#drawing.move([at]);
  }

  #moveFreehand(drag: Drag, event: PointerEvent): void {
    // the browser hands over one event a frame; a fast hand draws corners unless the ones between are used too
    const passed = event.getCoalescedEvents?.() ?? [];
    const added: Pixel[] = [];
    for (const one of passed.length ? passed : [event]) {
      const point = this.#at(one);
      if (distance(point, drag.last) < POINT_EVERY) continue;
      drag.last = point;
      added.push(point);
    }
    drag.points += added.length;
    this.#drawing.move(added);
  }

  #up(event: PointerEvent): void {
    const drag = this.#drag;
    if (!drag || event.pointerId !== drag.pointer) return;
    this.#drag = null;
    this.#show();
    const at = this.#at(event);
    if (drag.kind === "polygon") {
      this.#drawing.corner(at, this.modeFor(event));
      return;
    }
    const isClick = drag.reach < CLICK_WITHIN || (drag.kind === "lasso" && drag.points < FEWEST_POINTS);
    if (drag.kind !== "pan") {
      if (isClick) this.#drawing.cancel();
      else this.#drawing.finish();
    }
    if (isClick && drag.clicks) this.#intentions.clicked(at, event);
  }

  #doubleClick(event: MouseEvent): void {
    if (this.#tool !== "polygon") this.#intentions.fitted();
    // its clicks set the last corner; or the first of them closed the outline and the second began another one
    else if (this.#drawing.corners.length > 1) this.#drawing.finish(this.modeFor(event));
    else this.#drawing.cancel();
  }

  #leave(): void {
    this.#pointer = null;
    this.#show();
    if (!this.#drag) this.#intentions.hovered(null);
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

  #holdKeys(event: KeyboardEvent): void {
    if (!this.#pointer || (event.key !== "Shift" && event.key !== "Alt")) return;
    this.#aim(this.#pointer, event);
  }

  #aim(at: Pixel, { shiftKey, altKey }: { shiftKey: boolean; altKey: boolean }): void {
    this.#pointer = at;
    this.#keys = { shiftKey, altKey };
    this.#show();
  }

  #show(): void {
    const pans = this.#drag ? this.#drag.kind === "pan" : this.#tool === "pan" || this.#space;
    this.#root.dataset.cursor = pans ? (this.#drag ? "grabbing" : "grab") : "draw";
    // a click joins the selection as an outline does, also with the pan tool
    this.#intentions.aimed(this.#drag && pans ? null : this.#pointer, this.modeFor(this.#keys));
  }
}

function distance(a: Pixel, b: Pixel): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}
