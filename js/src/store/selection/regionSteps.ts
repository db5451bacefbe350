/** The selection as what a region is kept of. */
import type { RegionStep } from "../../wire/regionMessages";
import type { Filter } from "../data/filterValue";
import type { Picks } from "./steps";

/** The steps that a region is kept of. What else chose the cells is told too: Python says why it has no outline then. */
export function recipeOf({ steps }: Picks, filters: ReadonlyMap<string, Filter>): RegionStep[] {
  const told = steps.map(({ mode, lasso, basis, where, nWithin }) => ({
    ...(mode !== "replace" && { mode }),
    ...(lasso && { lasso }),
    ...(basis !== undefined && { basis }),
    ...(where && { where: named(Object.keys(where)) }),
    ...(nWithin !== undefined && { within: [nWithin] }),
  }));
  return filters.size > 0 ? [...told, { mode: "intersect", where: named([...filters.keys()]) }] : told;
}

function named(columns: readonly string[]): Record<string, null> {
  return Object.fromEntries(columns.map((column) => [column, null]));
}
