/** A filter as a value: what passes it, how boxes checked and unchecked change it, how it is written for Python. Pure. */

import type { Name, Wanted } from "../../wire/values";

export type { Name } from "../../wire/values";
export type Filter =
  /** Only these pass, also when labels are added later. */
  | { kind: "only"; names: readonly Name[] }
  /** All but these pass. */
  | { kind: "not"; names: readonly Name[] }
  /** Both ends included; null: no limit. Cells without a value don't pass. */
  | { kind: "range"; low: number | null; high: number | null };

export function filterFrom(wanted: Wanted): Filter {
  if ("not" in wanted) return { kind: "not", names: wanted.not };
  return isRange(wanted) ? { kind: "range", low: wanted[0], high: wanted[1] } : { kind: "only", names: wanted };
}

type End = number | null;

function isRange(wanted: readonly (Name | End)[]): wanted is readonly [End, End] {
  return wanted.length === 2 && wanted.every((end) => end === null || typeof end === "number");
}

export function wantedOf(filter: Filter): Wanted {
  if (filter.kind === "range") return [filter.low, filter.high];
  return filter.kind === "only" ? [...filter.names] : { not: [...filter.names] };
}

/** The filters Python tells, as the very values held where they say the same: what is made of those need not be made again. */
export function filtersFrom(
  told: Record<string, Wanted>,
  held: ReadonlyMap<string, Filter>,
): ReadonlyMap<string, Filter> {
  const found = new Map<string, Filter>();
  let changed = false;
  for (const [column, wanted] of Object.entries(told)) {
    const here = held.get(column);
    const is = here !== undefined && JSON.stringify(wantedOf(here)) === JSON.stringify(wanted);
    found.set(column, is ? here : filterFrom(wanted));
    changed ||= !is;
  }
  return changed || found.size !== held.size ? found : held;
}

export type Checked = "all" | "some" | "none";

export function passes(filter: Filter | null | undefined, name: Name): boolean {
  if (!filter || filter.kind === "range") return true;
  return filter.names.includes(name) === (filter.kind === "only");
}

/** How many of a column's labels are checked. */
export function checkedOf(filter: Filter | null | undefined, names: readonly Name[]): Checked {
  if (!filter || filter.kind === "range") return "all";
  const listed = new Set(filter.names);
  const n = names.reduce((sum, name) => sum + Number(listed.has(name) === (filter.kind === "only")), 0);
  return n === 0 ? "none" : n === names.length ? "all" : "some";
}

/**
 * The filter with one box turned. It goes on from the present kind: after "only B cell" a second check is "only these
 * two", also when labels are added later. When all are shown there is no filter.
 */
export function turned(filter: Filter | null | undefined, name: Name, names: readonly Name[]): Filter | null {
  return turnedTogether(filter, [name], names);
}

/** The same of a label and those under it, as one box: what is not all of them becomes all, all becomes none. */
export function turnedTogether(
  filter: Filter | null | undefined,
  together: readonly Name[],
  names: readonly Name[],
): Filter | null {
  const { kind, names: listed } = !filter || filter.kind === "range" ? { kind: "not" as const, names: [] } : filter;
  const shown = checkedOf(filter, together) === "all";
  const others = listed.filter((other) => !together.includes(other));
  const next: Filter = { kind, names: shown === (kind === "not") ? [...others, ...together] : others };
  return checkedOf(next, names) === "all" ? null : next;
}

/** The box of the whole column: what is not all becomes all, all becomes none. */
export function turnedAll(filter: Filter | null | undefined, names: readonly Name[]): Filter | null {
  return checkedOf(filter, names) === "all" ? { kind: "only", names: [] } : null;
}

/** Only this one; again, when it is so already: all. */
export function onlyThis(filter: Filter | null | undefined, name: Name): Filter | null {
  return onlyTogether(filter, [name]);
}

export function isOnly(filter: Filter | null | undefined, name: Name): boolean {
  return areOnly(filter, [name]);
}

export function onlyTogether(filter: Filter | null | undefined, together: readonly Name[]): Filter | null {
  return areOnly(filter, together) ? null : { kind: "only", names: [...together] };
}

export function areOnly(filter: Filter | null | undefined, together: readonly Name[]): boolean {
  return (
    filter?.kind === "only" &&
    filter.names.length === together.length &&
    together.every((name) => filter.names.includes(name))
  );
}
