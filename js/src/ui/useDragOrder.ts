/**
 * Moving a row of a list with the pointer: where it would go shows as a line, or as a row that it would go under, and it
 * goes there once let go.
 */
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

const SLACK = 4;
const NEAR_EDGE = 22;
/** The part of a row, about its middle, that takes another row under it. */
const MIDDLE = 0.44;
/** Px from the left where a row leaves what it is under. */
const OUT = 22;

/** Of a list whose rows may be under one another. All are places of rows. */
export interface Nesting {
  mayGoUnder(row: number, other: number): boolean;
  goUnder(row: number, other: number): void;
  /** It is over this one, and can't go under it for a reason; said once it is let go there. */
  isRefused(row: number, other: number): boolean;
  sayWhyNot(row: number, other: number): void;
  /** The gap it would come to outside of all others; null: it is outside. */
  outside(row: number): number | null;
  goOutside(row: number): void;
  /** The gap that it would really come to, and px that the line there begins further in. */
  landing(row: number, gap: number): { gap: number; indent: number };
}
/** Where a row under way would go: to a gap (0 above the first), or under another one. */
export type Target =
  | { kind: "gap" | "out"; gap: number; indent: number }
  | { kind: "under"; row: number }
  | { kind: "refused"; row: number };

/** The rows as they are now; the first `movable` may be moved. */
interface Rows<T> {
  items: readonly T[];
  keyOf: (item: T) => string | number;
  movable: number;
  onMove: ((from: number, to: number) => void) | undefined;
  nesting: Nesting | undefined;
}
interface Drag {
  from: number | null;
  target: Target | null;
  onPointerDown: (event: PointerEvent) => void;
}

export function targetAt(
  from: number,
  at: { x: number; rows: number },
  movable: number,
  nesting: Nesting | undefined,
): Target {
  const gap = Math.min(movable, Math.max(0, Math.round(at.rows)));
  if (!nesting) return { kind: "gap", gap, indent: 0 };
  const out = nesting.outside(from);
  if (out !== null && (at.x < OUT || at.rows < (1 - MIDDLE) / 2)) return { kind: "out", gap: out, indent: 0 };
  const row = Math.floor(at.rows);
  const middle = Math.abs(at.rows - row - 0.5) < MIDDLE / 2;
  if (middle && row >= 0 && row < movable && nesting.mayGoUnder(from, row)) return { kind: "under", row };
  if (middle && row >= 0 && row < movable && nesting.isRefused(from, row)) return { kind: "refused", row };
  return { kind: "gap", ...nesting.landing(from, gap) };
}

export function useDragOrder<T>(list: RefObject<HTMLElement | null>, rowHeight: number, rows: Rows<T>): Drag {
  const [state, setState] = useState<{ from: number; target: Target } | null>(null);
  const end = useRef<AbortController | null>(null);
  useEffect(() => () => end.current?.abort(), []);
  // Another page may add, move or delete rows while one is under way: a place counts among the rows there are by then.
  const now = useRef(rows);
  now.current = rows;
  const lookAgain = useRef<(() => void) | null>(null);
  useLayoutEffect(() => lookAgain.current?.(), [rows.items]);

  function onPointerDown(event: PointerEvent): void {
    const pressed = event.target as HTMLElement;
    const row = pressed.closest<HTMLElement>("[data-index]");
    if (!rows.onMove || !row || event.button !== 0 || pressed.closest("button, input, textarea")) return;
    const pressedAt = Number(row.dataset.index);
    if (pressedAt >= rows.movable) return;
    const held = rows.keyOf(rows.items[pressedAt] as T);
    const [startX, startY] = [event.clientX, event.clientY];
    const moving = new AbortController();
    end.current?.abort();
    end.current = moving;
    let [x, y, started, frame] = [startX, startY, false, 0];
    /** Null, and the end of it: the row has gone, or may not be moved any more. */
    const look = (): { from: number; target: Target } | null => {
      const { items, keyOf, movable, onMove, nesting } = now.current;
      const from = items.findIndex((item) => keyOf(item) === held);
      if (!onMove || from < 0 || from >= movable) {
        stop();
        return null;
      }
      const { left, top } = list.current?.getBoundingClientRect() ?? { left: 0, top: 0 };
      const found = { from, target: targetAt(from, { x: x - left, rows: (y - top) / rowHeight }, movable, nesting) };
      setState(found);
      return found;
    };
    // At the edge of what scrolls the list goes on, as long as the pointer stays there.
    const scroll = () => {
      frame = requestAnimationFrame(scroll);
      for (let pane = list.current?.closest(".cxw-scroll"); pane; pane = pane.parentElement?.closest(".cxw-scroll")) {
        const { top, bottom } = pane.getBoundingClientRect();
        const by = y < top + NEAR_EDGE ? -5 : y > bottom - NEAR_EDGE ? 5 : 0;
        const before = pane.scrollTop;
        pane.scrollTop += by;
        if (pane.scrollTop !== before) {
          look();
          return;
        }
      }
    };
    const move = (next: PointerEvent) => {
      [x, y] = [next.clientX, next.clientY];
      if (!started) {
        const far = now.current.nesting ? Math.max(Math.abs(y - startY), startX - x) : Math.abs(y - startY);
        if (far < SLACK) return;
        started = true;
        lookAgain.current = look;
        frame = requestAnimationFrame(scroll);
      }
      next.preventDefault();
      look();
    };
    const stop = () => {
      moving.abort();
      setState(null);
    };
    const drop = () => {
      const found = started ? look() : null;
      stop();
      if (!found) return;
      const { from, target } = found;
      const { onMove, nesting } = now.current;
      if (target.kind === "under") return nesting?.goUnder(from, target.row);
      if (target.kind === "refused") return nesting?.sayWhyNot(from, target.row);
      if (target.kind === "out") return nesting?.goOutside(from);
      const to = target.gap > from ? target.gap - 1 : target.gap;
      if (to !== from) onMove?.(from, to);
    };
    const key = (pressed: KeyboardEvent) => {
      if (pressed.key !== "Escape" || !started) return;
      pressed.preventDefault();
      pressed.stopPropagation();
      stop();
    };
    const { signal } = moving;
    signal.addEventListener("abort", () => {
      cancelAnimationFrame(frame);
      lookAgain.current = null;
    });
    window.addEventListener("pointermove", move, { signal });
    window.addEventListener("pointerup", drop, { signal });
    window.addEventListener("pointercancel", stop, { signal });
    window.addEventListener("keydown", key, { signal, capture: true });
  }
  return { from: state?.from ?? null, target: state?.target ?? null, onPointerDown };
}
