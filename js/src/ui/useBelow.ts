/** What of a list that scrolls is out of sight below, so that nothing is hidden without a sign. */
import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** `rows`: a selector of what is counted in the list; null: all of it is in sight without scrolling. */
export function useBelow(list: RefObject<HTMLElement | null>, rows: string): number | null {
  const [below, setBelow] = useState<number | null>(null);
  const watched = useRef<HTMLElement | null>(null);
  const observer = useRef<ResizeObserver | null>(null);
  const look = useRef(() => {});
  look.current = () => {
    const pane = list.current;
    if (!pane || pane.clientHeight === 0) return;
    // half a pixel: of rounding
    if (pane.scrollHeight <= pane.clientHeight + 1) return setBelow(null);
    const { bottom } = pane.getBoundingClientRect();
    const middle = ({ top, height }: DOMRect) => top + height / 2;
    setBelow([...pane.querySelectorAll(rows)].filter((row) => middle(row.getBoundingClientRect()) > bottom).length);
  };
  // the list may come later than what is around it, and its rows change
  useLayoutEffect(() => {
    look.current();
    const pane = list.current;
    if (pane === watched.current) return;
    observer.current?.disconnect();
    watched.current = pane;
    if (!pane) return;
    const again = () => look.current();
    pane.addEventListener("scroll", again, { passive: true });
    observer.current = new ResizeObserver(again);
    observer.current.observe(pane);
  });
  useLayoutEffect(() => () => observer.current?.disconnect(), []);
  return below;
}
