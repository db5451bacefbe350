/**
 * A table too large to draw whole: only the rows and columns in sight exist, the heads stay, and arrows walk the buttons
 * in it, those of the heads too. Place -1 is the head of a row or column. All rows are of one height, all columns of one
 * width. The table has spare room in place of what is not drawn.
 */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { focusOn } from "../../ui/focus";
import { useMeasured } from "../../ui/useMeasured";

export interface SheetSizes {
  nRows: number;
  nColumns: number;
  rowHeight: number;
  columnWidth: number;
  headWidth: number;
  headHeight: number;
}
export interface SheetRoom {
  width: number;
  height: number;
}
export type Place = readonly [row: number, column: number];

/** Rows and columns in which scrolling draws anew. */
const STEP = 4;

/** The place of the button that something happened on. */
export function placeOf(target: EventTarget | null): Place | null {
  const at = (target as Element | null)?.closest<HTMLElement>("[data-at]")?.dataset.at;
  const [row, column] = at?.split(",").map(Number) ?? [];
  return row === undefined || column === undefined ? null : [row, column];
}

export function useSheet<S extends SheetSizes>(sizesIn: (room: SheetRoom) => S) {
  const pane = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState<SheetRoom>({ width: 600, height: 180 });
  const [from, setFrom] = useState<Place>([0, 0]);
  const [at, setAt] = useState<Place>([0, 0]);
  const wanted = useRef<Place | null>(null);
  useMeasured(pane, () => {
    // without the scroll bars
    const { clientWidth, clientHeight } = pane.current as HTMLDivElement;
    setRoom((now) =>
      now.width === clientWidth && now.height === clientHeight ? now : { width: clientWidth, height: clientHeight },
    );
  });
  const sizes = sizesIn(room);
  const { nRows, nColumns, rowHeight, columnWidth, headWidth, headHeight } = sizes;
  const rows = inSight(from[0], room.height, rowHeight, nRows);
  const columns = inSight(from[1], room.width, columnWidth, nColumns);
  // one button is reached by Tab: the one that was left, or the nearest that is drawn
  const stop: Place = [nearest(at[0], rows), nearest(at[1], columns)];

  const look = () => {
    const box = pane.current;
    if (!box) return;
    const step = (px: number, size: number) => STEP * Math.floor(px / size / STEP);
    const next: Place = [step(box.scrollTop, rowHeight), step(box.scrollLeft, columnWidth)];
    setFrom((now) => (now[0] === next[0] && now[1] === next[1] ? now : next));
  };
  const reveal = ([row, column]: Place) => {
    const box = pane.current;
    if (!box) return;
    const within = (now: number, place: number, size: number, seen: number) =>
      place < 0 ? now : Math.max(Math.min(now, place * size), (place + 1) * size - seen);
    box.scrollTop = within(box.scrollTop, row, rowHeight, box.clientHeight - headHeight);
    box.scrollLeft = within(box.scrollLeft, column, columnWidth, box.clientWidth - headWidth);
    look();
  };
  useLayoutEffect(() => {
    if (!wanted.current) return;
    const there = pane.current?.querySelector<HTMLElement>(`[data-at="${wanted.current.join()}"]`);
    // Left standing, the wish would take the focus from whatever has it at a later drawing.
    wanted.current = null;
    if (there) focusOn(there);
  });

  return {
    sizes,
    room,
    rows,
    columns,
    /** Of the box that scrolls. */
    pane: {
      ref: pane,
      onScroll: look,
      onFocusIn(event: FocusEvent) {
        const place = placeOf(event.target);
        if (place) setAt(place);
      },
      onKeyDown(event: KeyboardEvent) {
        const place = placeOf(event.target);
        if (!place || event.defaultPrevented || event.altKey || event.metaKey) return;
        const next = walked(place, event, nRows, nColumns);
        if (!next) return;
        event.preventDefault();
        if (next[0] < 0 && next[1] < 0) return;
        wanted.current = next;
        setAt(next);
        reveal(next);
      },
    },
    /** Of the button at a place. */
    button: (row: number, column: number) => ({
      type: "button" as const,
      "data-at": `${row},${column}`,
      tabIndex: row === stop[0] && column === stop[1] ? 0 : -1,
    }),
  };
}

function walked([row, column]: Place, event: KeyboardEvent, nRows: number, nColumns: number): Place | null {
  const all = event.ctrlKey;
  switch (event.key) {
    case "ArrowDown":
      return [Math.min(nRows - 1, row + 1), column];
    case "ArrowUp":
      return [Math.max(-1, row - 1), column];
    case "ArrowRight":
      return [row, Math.min(nColumns - 1, column + 1)];
    case "ArrowLeft":
      return [row, Math.max(-1, column - 1)];
    case "Home":
      return [all ? 0 : row, 0];
    case "End":
      return [all ? nRows - 1 : row, nColumns - 1];
    default:
      return null;
  }
}

interface Range {
  first: number;
  last: number;
}

function inSight(from: number, room: number, size: number, n: number): Range {
  const seen = Math.ceil(room / size);
  const first = Math.min(from, Math.max(0, n - 1 - seen));
  // one more at each end: arrows go on where the step ends
  return { first: Math.max(0, first - 1), last: Math.min(n - 1, first + seen + STEP + 1) };
}

function nearest(place: number, { first, last }: Range): number {
  return place < 0 ? place : Math.max(first, Math.min(last, place));
}

/** The places of a range, one by one. */
export function placesIn({ first, last }: Range): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
}
