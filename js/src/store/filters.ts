/** What the columns are narrowed to: labels and levels that are checked, ranges that are brushed. */
import type { ReadonlySignal } from "@preact/signals";

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
