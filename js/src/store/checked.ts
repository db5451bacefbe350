/** What checking and unchecking boxes makes of a column's filter. Pure. */
import type { Filter, Name } from "./filters";

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
  const { kind, names: listed } = !filter || filter.kind === "range" ? { kind: "not" as const, names: [] } : filter;
  const others = listed.filter((other) => other !== name);
  const next: Filter = { kind, names: others.length < listed.length ? others : [...listed, name] };
  return checkedOf(next, names) === "all" ? null : next;
}

/** The box of the whole column: what is not all becomes all, all becomes none. */
export function turnedAll(filter: Filter | null | undefined, names: readonly Name[]): Filter | null {
  return checkedOf(filter, names) === "all" ? { kind: "only", names: [] } : null;
}

/** Only this one; again, when it is so already: all. */
export function onlyThis(filter: Filter | null | undefined, name: Name): Filter | null {
  return isOnly(filter, name) ? null : { kind: "only", names: [name] };
}

export function isOnly(filter: Filter | null | undefined, name: Name): boolean {
  return filter?.kind === "only" && filter.names.length === 1 && filter.names[0] === name;
}
