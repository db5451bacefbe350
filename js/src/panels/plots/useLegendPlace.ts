/** Finds the legend its place, follows the size of the pane, and lets it be dragged. */
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Box, Size } from "../../plot/Plot";
import type { Edges, LegendSettings } from "../../view/plotSettings";
import { type Around, corners, dragged, sharesOf } from "./legendPlace";

/** How many cells lie in each box of a pane of this size. */
export type Crowd = (size: Size, boxes: readonly Box[]) => number[];

/** Below the plot, in a strip of its own; else in pixels from the upper left corner of the pane. */
export type Place = "below" | { left: number; top: number };

/** A press that moves less is a click. */
const SLACK = 4;
const STEP = 16;

interface Asked extends Around {
  crowd: Crowd | null;
  /** What the cells on screen depend on. */
  cells: readonly unknown[];
}

export function useLegendPlace(
  figure: RefObject<HTMLElement | null>,
  settings: LegendSettings,
  { crowd, cells, axes, note, banner }: Asked,
) {
  const [place, setPlace] = useState<Place>("below");
  const [room, setRoom] = useState<Size>({ width: 0, height: 0 });
  /** Of the legend while it floats: in a strip it is as wide as the pane. */
  const floating = useRef<Size>({ width: 172, height: 58 });
  /** The last press became a drag. */
  const moved = useRef(false);
  /** Ends the listening of a drag under way. */
  const dragging = useRef<AbortController | null>(null);
  const wish = settings.place.value;
  const folded = settings.folded.value;

  useLayoutEffect(() => {
    const pane = figure.current?.parentElement;
    if (!pane) return;
    const look = () => setRoom({ width: pane.clientWidth, height: pane.clientHeight });
    look();
    const sizes = new ResizeObserver(look);
    sizes.observe(pane);
    return () => sizes.disconnect();
  }, [figure]);

  useLayoutEffect(() => {
    const here = figure.current;
    if (!here || room.width === 0) return;
    // its size while it floats, whatever it is now
    const before = here.dataset.place;
    here.dataset.place = "floating";
    floating.current = { width: here.offsetWidth, height: here.offsetHeight };
    if (before !== undefined) here.dataset.place = before;
    if (wish) return setPlace(dragged(room, floating.current, wish));
    const found = corners(room, floating.current, { axes, note, banner });
    const crowds =
      crowd?.(
        room,
        found.map(({ box }) => box),
      ) ?? [];
    const free = found.find((_, i) => crowds[i] === 0);
    setPlace(free ? { left: free.box.left, top: free.box.top } : "below");
  }, [figure, room, wish, folded, axes, note, banner, crowd, ...cells]);

  // Where it is, for what must not cover it.
  useLayoutEffect(() => {
    const here = figure.current;
    if (!here) return;
    const tell = () => {
      const stage = here.closest(".cxw-stage");
      settings.box.value = stage && within(here.getBoundingClientRect(), stage.getBoundingClientRect());
    };
    tell();
    const sizes = new ResizeObserver(tell);
    sizes.observe(here);
    return () => sizes.disconnect();
  }, [figure, settings, place, room, folded]);
  useEffect(
    () => () => {
      settings.box.value = null;
      dragging.current?.abort();
    },
    [settings],
  );

  function move(left: number, top: number): void {
    settings.place.value = sharesOf(room, floating.current, left, top);
  }
  /** Where it is in the pane. */
  function origin(): { left: number; top: number } {
    const [here, pane] = [figure.current, figure.current?.parentElement];
    if (!here || !pane) return { left: 0, top: 0 };
    const [a, b] = [here.getBoundingClientRect(), pane.getBoundingClientRect()];
    return { left: a.left - b.left, top: a.top - b.top };
  }
  function onPointerDown(event: PointerEvent): void {
    if (event.button !== 0) return;
    const from = origin();
    const [x, y] = [event.clientX, event.clientY];
    dragging.current?.abort();
    const ended = new AbortController();
    dragging.current = ended;
    const { signal } = ended;
    moved.current = false;
    const onMove = (now: PointerEvent) => {
      const [dx, dy] = [now.clientX - x, now.clientY - y];
      if (!moved.current && Math.hypot(dx, dy) < SLACK) return;
      moved.current = true;
      // a strip is as wide as the pane: what floats is taken where the pointer is
      const left =
        place === "below" ? x - (figure.current?.parentElement?.getBoundingClientRect().left ?? 0) - 12 : from.left;
      move(left + dx, from.top + dy);
    };
    const onUp = () => ended.abort();
    window.addEventListener("pointermove", onMove, { signal });
    window.addEventListener("pointerup", onUp, { signal });
    window.addEventListener("pointercancel", onUp, { signal });
  }
  function onKeyDown(event: KeyboardEvent): void {
    const by = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
    if (by) {
      const from = origin();
      move(from.left + (by[0] ?? 0), from.top + (by[1] ?? 0));
    } else if (event.key === "Home") settings.place.value = null;
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  /** The click that ends a drag is none; one by a key always is. */
  const isDrag = (click: MouseEvent) => moved.current && click.detail > 0;
  return { place, onPointerDown, onKeyDown, isDrag };
}

function within(box: DOMRect, outer: DOMRect): Edges {
  const [left, top] = [box.left - outer.left, box.top - outer.top];
  return { left, top, right: left + box.width, bottom: top + box.height };
}
