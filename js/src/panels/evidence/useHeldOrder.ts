/**
 * Rows of an estimate keep their places under a pointer, or with the focus, when the exact numbers come; they are in order
 * once both have left.
 */
import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { MarkerRow, MarkerTable } from "../../wire/types";

interface Drawn {
  table: MarkerTable;
  rows: readonly MarkerRow[];
}

/** `rows`: those of the table that are listed, in order; `place`: where they are drawn. */
export function useHeldOrder(
  table: MarkerTable,
  rows: readonly MarkerRow[],
  place: RefObject<HTMLElement | null>,
): { rows: readonly MarkerRow[]; held: boolean } {
  const drawn = useRef<Drawn | null>(null);
  /** The exact table that is drawn in the order of its estimate, and the order in which its rows would be. */
  const held = useRef<{ rows: readonly MarkerRow[]; shown: readonly MarkerRow[] } | null>(null);
  const [, redraw] = useState(0);
  const before = drawn.current;
  if (before && before.table !== table) {
    const isExactOf = before.table.estimate !== null && table.estimate === null && sameCells(before.table, table);
    held.current = isExactOf && isInUse(place.current) ? { rows, shown: inPlaces(rows, before.rows) } : null;
  } else if (held.current && held.current.rows !== rows) {
    held.current = null; // sorted or filtered by the person
  }
  const shown = held.current?.shown ?? rows;
  drawn.current = { table, rows: shown };
  const holds = held.current !== null;
  useEffect(() => {
    const element = place.current;
    if (!holds || !element) return undefined;
    const letGo = () => {
      if (isInUse(element)) return;
      held.current = null;
      redraw((n) => n + 1);
    };
    // the focus has left when it is elsewhere, which is after this event
    const later = () => void setTimeout(letGo);
    element.addEventListener("pointerleave", letGo);
    element.addEventListener("focusout", later);
    return () => {
      element.removeEventListener("pointerleave", letGo);
      element.removeEventListener("focusout", later);
    };
  }, [holds, place]);
  return { rows: shown, held: holds };
}

function sameCells(one: MarkerTable, other: MarkerTable): boolean {
  return one.nIn === other.nIn && one.nOut === other.nOut && one.against === other.against;
}

function isInUse(element: HTMLElement | null): boolean {
  return element?.matches(":hover, :focus-within") ?? false;
}

/** Rows in the order that others with the same genes have; those that are new among them come last. */
export function inPlaces(rows: readonly MarkerRow[], others: readonly MarkerRow[]): MarkerRow[] {
  const places = new Map(others.map(({ id }, place) => [id, place]));
  const placed: MarkerRow[] = [];
  const added: MarkerRow[] = [];
  for (const row of rows) {
    const at = places.get(row.id);
    if (at === undefined) added.push(row);
    else placed[at] = row;
  }
  return [...placed.filter(Boolean), ...added];
}
