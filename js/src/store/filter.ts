/** What a column is narrowed to, as a value: how it changes when a box is checked, and how it is written for Python. */

/** A label or level; null: no label, no value. */
export type Name = string | null;
export type Filter =
  /** Only these pass, also when labels are added later. */
  | { kind: "only"; names: readonly Name[] }
  /** All but these pass. */
  | { kind: "not"; names: readonly Name[] }
  /** Both ends included; null: no limit. Cells without a value don't pass. */
  | { kind: "range"; low: number | null; high: number | null };

export function filterFrom(wanted: unknown): Filter {
  if (!Array.isArray(wanted)) return { kind: "not", names: (wanted as { not: Name[] }).not };
  const [low, high] = wanted;
  const isEnd = (end: unknown) => end === null || typeof end === "number";
  if (wanted.length === 2 && isEnd(low) && isEnd(high)) return { kind: "range", low, high };
  return { kind: "only", names: wanted };
}

export function wantedOf(filter: Filter): unknown {
  if (filter.kind === "range") return [filter.low, filter.high];
  return filter.kind === "only" ? [...filter.names] : { not: [...filter.names] };
}
