import type { Slice } from "../../store/store";

/** Filters to the cells that express a gene: a range from the lowest value above zero on. */
export async function onlyExpressing({ columns, filters }: Slice<"columns" | "filters">, gene: string): Promise<void> {
  const column = await columns.pull(gene);
  if (column.kind !== "number") return;
  let low = Number.POSITIVE_INFINITY;
  for (const value of column.values) if (value > 0 && value < low) low = value;
  if (Number.isFinite(low)) await filters.set(gene, { kind: "range", low, high: null });
}
