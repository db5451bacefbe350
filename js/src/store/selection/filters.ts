/** What the columns are narrowed to, and how many cells of each label that leaves: each filter is counted under the others. */
import { computed, effect, type ReadonlySignal, untracked } from "@preact/signals";
import { type Filter, type Name, passes } from "../data/filterValue";
import { combine } from "../data/masks";
import { type ShownPart, shownOf } from "../data/part";
import { countsOf, type ValuesStore } from "../data/values";
import type { Selection } from "./selection";

export interface Filters {
  /** By name of the column, category or gene. */
  active: ReadonlySignal<ReadonlyMap<string, Filter>>;
  /** Null takes the filter away. */
  set(column: string, filter: Filter | null): Promise<void>;
  /** Whether cells of this label or level pass the filter of their own column. */
  shows(column: string, name: Name): boolean;
  /**
   * Cells of each code of a category or column that are shown, pass all other filters and are in the lasso; null: all of
   * them do, or its codes have not arrived.
   */
  counts(column: string): ReadonlySignal<ReadonlyMap<number, number> | null>;
  /** One byte a cell: is shown, passes all filters but that of this column, and is in the lasso; null: all do. */
  passing(column: string): ReadonlySignal<Uint8Array | null>;
  /** Of those the cells with this code; undefined while the codes, or the values of a filter, are not at hand. */
  cellsOf(column: string, code: number): Uint8Array | undefined;
}

export function createFilters(
  selection: Pick<Selection, "filters" | "picks" | "counted" | "meant" | "setFilter">,
  values: Pick<ValuesStore, "of" | "pull" | "forgetAllBut" | "passing">,
  part: ReadonlySignal<ShownPart | null>,
  lifetime: AbortSignal,
): Filters {
  const active = selection.filters;

  // A filter set elsewhere may be on a column that was never looked at.
  const stop = effect(() => {
    values.forgetAllBut(active.value);
    for (const column of active.value.keys()) {
      // Without its values Python's word counts, and what it lacks is no fault of the person's.
      if (!values.of(column)) values.pull(column).catch(() => {});
    }
  });
  lifetime.addEventListener("abort", stop);

  /** Picked, and let pass by the filters of all other columns; null: all cells; undefined: a filter's values are missing. */
  function byOthers(column: string): Uint8Array | null | undefined {
    let mask = selection.picks.value.picked;
    for (const [other, filter] of active.value) {
      if (other === column) continue;
      const theirs = values.passing(other, filter);
      if (!theirs) return undefined;
      mask = mask ? combine(mask, theirs, "intersect") : theirs;
    }
    return mask;
  }
  /** Of the cells counted those that are shown, worked out once for all columns. */
  const counted = computed(() => shownOf(selection.counted.value.mask, part.value));
  const passing = remembered((column) =>
    computed(() => {
      // the same for all columns without a filter of their own, be it that it was taken away just now
      if (!active.value.has(column)) {
        const { filters } = selection.counted.value;
        return filters.has(column) ? shownOf(selection.meant.value, part.value) : counted.value;
      }
      return shownOf(byOthers(column) ?? null, part.value);
    }),
  );
  const counts = remembered((column) =>
    computed(() => {
      const mask = passing(column).value;
      if (!mask) return null;
      const here = values.of(column);
      if (here?.kind !== "codes") return null;
      const table = countsOf(here.codes, mask);
      const found = new Map<number, number>();
      for (let code = 0; code < table.length; code++) if (table[code]) found.set(code, table[code] as number);
      return found;
    }),
  );

  return {
    active,
    set: (column, filter) => selection.setFilter(column, filter),
    shows: (column, name) => passes(active.value.get(column), name),
    cellsOf(column, code) {
      const here = values.of(column);
      if (here?.kind !== "codes") return undefined;
      const found = Uint8Array.from(here.codes, (other) => +(other === code));
      const mask = untracked(() => (active.value.has(column) ? byOthers(column) : selection.meant.value));
      // not to know what passes is not to let all pass
      if (mask === undefined) return undefined;
      return shownOf(mask ? combine(mask, found, "intersect") : found, part.peek()) ?? undefined;
    },
    counts,
    passing,
  };
}

function remembered<T>(make: (column: string) => T): (column: string) => T {
  const known = new Map<string, T>();
  return (column) => {
    const one = known.get(column) ?? make(column);
    known.set(column, one);
    return one;
  };
}
