/** Moving a row of a list with the pointer: where it would go shows as a line, and it goes there once let go. */
import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

const SLACK = 4;
const NEAR_EDGE = 22;

interface Drag {
  /** The row under way, and the gap it would go to: 0 above the first. */
  from: number | null;
  line: number | null;
  onPointerDown: (event: PointerEvent) => void;
}

export function useDragOrder(
  list: RefObject<HTMLElement | null>,
  rowHeight: number,
  movable: number,
  onMove: ((from: number, to: number) => void) | undefined,
): Drag {
  const [state, setState] = useState<{ from: number; line: number } | null>(null);
  const end = useRef<AbortController | null>(null);
  useEffect(() => () => end.current?.abort(), []);

  function onPointerDown(event: PointerEvent): void {
    const target = event.target as HTMLElement;
    const row = target.closest<HTMLElement>("[data-index]");
    if (!onMove || !row || event.button !== 0 || target.closest("button, input, textarea")) return;
    const from = Number(row.dataset.index);
    if (from >= movable) return;
    const startY = event.clientY;
    const moving = new AbortController();
    end.current?.abort();
    end.current = moving;
    let [y, line, started, frame] = [startY, from, false, 0];
    const look = () => {
      const top = list.current?.getBoundingClientRect().top ?? 0;
      line = Math.min(movable, Math.max(0, Math.round((y - top) / rowHeight)));
      setState({ from, line });
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
      y = next.clientY;
      if (!started) {
        if (Math.abs(y - startY) < SLACK) return;
        started = true;
        frame = requestAnimationFrame(scroll);
      }
      next.preventDefault();
      look();
    };
    const stop = () => {
      cancelAnimationFrame(frame);
      moving.abort();
      setState(null);
    };
    const drop = () => {
      stop();
      const to = line > from ? line - 1 : line;
      if (started && to !== from) onMove(from, to);
    };
    const key = (pressed: KeyboardEvent) => {
      if (pressed.key !== "Escape" || !started) return;
      pressed.preventDefault();
      pressed.stopPropagation();
      stop();
    };
    const { signal } = moving;
    signal.addEventListener("abort", () => cancelAnimationFrame(frame));
    window.addEventListener("pointermove", move, { signal });
    window.addEventListener("pointerup", drop, { signal });
    window.addEventListener("pointercancel", stop, { signal });
    window.addEventListener("keydown", key, { signal, capture: true });
  }
  return { from: state?.from ?? null, line: state?.line ?? null, onPointerDown };
}
