/** What the columns are narrowed to: labels and levels that are checked, ranges that are brushed. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Codes } from "../wire";
import { passes } from "./checked";

/** A label or level; null: no label, no value. */
export type Name = string | null;
export type Filter =
  /** Only these pass, also when labels are added later. */
  | { kind: "only"; names: readonly Name[] }
  /** All but these pass. */
  | { kind: "not"; names: readonly Name[] }
  /** Both ends included; null: no limit. Cells without a value don't pass. */
  | { kind: "range"; low: number | null; high: number | null };

export interface Filters {
  /** By name of the column, category or gene. */
  active: ReadonlySignal<ReadonlyMap<string, Filter>>;
  /** Null takes the filter away. */
  set(column: string, filter: Filter | null): Promise<void>;
  /** Whether cells of this label or level pass the filter of their own column. */
  shows(column: string, name: Name): boolean;
  /**
   * Cells of each code of a category or column that pass all other filters and are in the lasso; null: all of them do,
   * or its codes have not arrived.
   */
  counts(column: string): ReadonlySignal<ReadonlyMap<number, number> | null>;
  /** One byte a cell: passes all filters but that of this column, and is in the lasso; null: all do. */
  passing(column: string): ReadonlySignal<Uint8Array | null>;
}

// TEMPORARY, until the integrator's file replaces this one: filters that Python is not told of.

interface Ground {
  nCells(): number;
  lasso: ReadonlySignal<Uint8Array | null>;
  /** Codes of a category or column, and what each code is called; subscribes. */
  codes(column: string): { codes: Codes; nameOf(code: number): Name } | null;
  values(column: string): Float32Array | null;
  pull(column: string): Promise<unknown>;
}

export function createFilters(ground: Ground): Filters {
  const active = signal<ReadonlyMap<string, Filter>>(new Map());
  const passingBy = new Map<string, ReadonlySignal<Uint8Array | null>>();
  const countsBy = new Map<string, ReadonlySignal<ReadonlyMap<number, number> | null>>();

  function narrow(mask: Uint8Array, column: string, filter: Filter): void {
    if (filter.kind === "range") {
      const values = ground.values(column);
      const [low, high] = [Math.fround(filter.low ?? -Infinity), Math.fround(filter.high ?? Infinity)];
      if (values) for (let i = 0; i < mask.length; i++) mask[i] &= +(values[i] >= low && values[i] <= high);
      return;
    }
    const here = ground.codes(column);
    if (!here) return;
    const shown = new Map<number, number>();
    for (let i = 0; i < mask.length; i++) {
      const code = here.codes[i] as number;
      let bit = shown.get(code);
      if (bit === undefined) {
        bit = +passes(filter, here.nameOf(code));
        shown.set(code, bit);
      }
      mask[i] &= bit;
    }
  }
  const filters: Filters = {
    active,
    async set(column, filter) {
      if (filter) await ground.pull(column);
      const next = new Map(active.peek());
      if (filter) next.set(column, filter);
      else next.delete(column);
      active.value = next;
    },
    shows: (column, name) => passes(active.value.get(column), name),
    passing(column) {
      const known = passingBy.get(column);
      if (known) return known;
      const made = computed(() => {
        const others = [...active.value].filter(([name]) => name !== column);
        const lasso = ground.lasso.value;
        if (others.length === 0 && !lasso) return null;
        const mask = lasso ? Uint8Array.from(lasso) : new Uint8Array(ground.nCells()).fill(1);
        for (const [name, filter] of others) narrow(mask, name, filter);
        return mask;
      });
      passingBy.set(column, made);
      return made;
    },
    counts(column) {
      const known = countsBy.get(column);
      if (known) return known;
      const made = computed(() => {
        const mask = filters.passing(column).value;
        const here = ground.codes(column);
        if (!mask || !here) return null;
        const counts = new Map<number, number>();
        for (let i = 0; i < mask.length; i++) {
          if (mask[i]) counts.set(here.codes[i], (counts.get(here.codes[i]) ?? 0) + 1);
        }
        return counts;
      });
      countsBy.set(column, made);
      return made;
    },
  };
  return filters;
}
