/** What of a list that scrolls is out of sight below, so that nothing is hidden without a sign. */
import type { RefObject, VNode } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

interface BelowProps {
  list: RefObject<HTMLElement | null>;
  /** A selector of what is counted in the list. */
  rows: string;
  /** Says how many; 0: all of a list that scrolls has been seen. */
  children: (below: number) => VNode;
}

/** Drawn anew by itself: a scroll must not draw a thousand rows again. */
export function Below({ list, rows, children }: BelowProps) {
  const below = useBelow(list, rows);
  return below === null ? null : children(below);
}

/** Null: all of it is in sight without scrolling. */
function useBelow(list: RefObject<HTMLElement | null>, rows: string): number | null {
  const [below, setBelow] = useState<number | null>(null);
  const watched = useRef<HTMLElement | null>(null);
  const observer = useRef<ResizeObserver | null>(null);
  const frame = useRef(0);
  const look = () => {
    const pane = list.current;
    if (!pane || pane.clientHeight === 0) return;
    // half a pixel: of rounding
    if (pane.scrollHeight <= pane.clientHeight + 1) return setBelow(null);
    const all = pane.querySelectorAll(rows);
    setBelow(all.length - firstBelow(all, pane.getBoundingClientRect().bottom));
  };
  // the list may come later than what is around it, and its rows change
  useLayoutEffect(() => {
    look();
    const pane = list.current;
    if (pane === watched.current) return;
    observer.current?.disconnect();
    watched.current = pane;
    if (!pane) return;
    const again = () => {
      cancelAnimationFrame(frame.current);
      frame.current = requestAnimationFrame(look);
    };
    pane.addEventListener("scroll", again, { passive: true });
    observer.current = new ResizeObserver(again);
    observer.current.observe(pane);
  });
  useLayoutEffect(
    () => () => {
      cancelAnimationFrame(frame.current);
      observer.current?.disconnect();
    },
    [],
  );
  return below;
}

/** The first row of which more than half is below; rows stand one under the other. */
function firstBelow(rows: ArrayLike<Element>, bottom: number): number {
  let [from, to] = [0, rows.length];
  while (from < to) {
    const at = (from + to) >> 1;
    const { top, height } = (rows[at] as Element).getBoundingClientRect();
    if (top + height / 2 > bottom) to = at;
    else from = at + 1;
  }
  return from;
}
