// The keys of the plot itself: moving, zooming, and what they do to an outline under way.

import type { SelectMode } from "../../geometry/selectMode";
import type { Pixel } from "../types";
import type { Drawing } from "./drawing";
import type { Gestures } from "./gestures";

export interface KeyIntentions {
  panned(dx: number, dy: number): void;
  zoomed(at: Pixel, factor: number): void;
  escaped(): void;
}

/** Keys that move the picture (px) and that zoom. */
const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [60, 0],
  ArrowRight: [-60, 0],
  ArrowUp: [0, 60],
  ArrowDown: [0, -60],
};
const FACTORS: Readonly<Record<string, number>> = { "+": 1.25, "=": 1.25, "-": 0.8 };

export function listenToKeys(
  root: HTMLElement,
  drawing: Drawing,
  gestures: Gestures,
  intentions: KeyIntentions,
  signal: AbortSignal,
): void {
  function leave(): void {
    if (drawing.shape === null) intentions.escaped();
    gestures.cancel();
    drawing.cancel();
  }

  /** An open polygon wants these for itself: Enter would label the selection again. */
  function onOpenPolygon(key: string, mode: SelectMode): boolean {
    if (drawing.shape !== "polygon") return false;
    if (key === "Enter") drawing.finish(mode);
    else if (key === "Backspace") drawing.removeCorner();
    else return false;
    return true;
  }

  function onView({ key, shiftKey }: KeyboardEvent): boolean {
    const step = STEPS[key];
    // with Shift they are the box's: the selection grows and shrinks
    const factor = shiftKey ? undefined : FACTORS[key];
    if (key === " ") gestures.holdSpace(true);
    else if (step) intentions.panned(...step);
    else if (factor) intentions.zoomed([root.clientWidth / 2, root.clientHeight / 2], factor);
    else return false;
    return true;
  }

  function down(event: KeyboardEvent): void {
    if (event.target !== root) return;
    if (event.key === "Escape") {
      leave();
      return;
    }
    if (event.ctrlKey || event.metaKey) return;
    // Alt and Shift say how the polygon joins the selection
    if (!onOpenPolygon(event.key, gestures.modeFor(event)) && (event.altKey || !onView(event))) return;
    // the notebook would scroll or move to another cell
    event.preventDefault();
    event.stopPropagation();
  }

  root.addEventListener("keydown", down, { signal });
  root.addEventListener("keyup", (event) => event.key === " " && gestures.holdSpace(false), { signal });
  root.addEventListener("blur", () => gestures.holdSpace(false), { signal });
}
