/** The values of a column, category or gene as far as they are at hand, and which cells pass a filter on them. */
import type { Codes } from "../../wire/arrays";
import type { Traits } from "../base/traits";
import type { Columns } from "./columns";
import type { Filter, Name } from "./filterValue";
import { countsBy } from "./masks";
import type { OwnCodes } from "./ownCodes";

export type Values =
  | { kind: "codes"; codes: Codes; codeOf(name: Name): number | undefined; revision: number }
  | { kind: "numbers"; numbers: Float32Array };

export interface ValuesStore {
  /** Null until they have been pulled. Reads signals: what calls this follows labels and columns as they change. */
  of(column: string): Values | null;
  pull(column: string): Promise<unknown>;
  /** The masks made for other filters are not needed any more. */
  forgetAllBut(filters: ReadonlyMap<string, Filter>): void;
  /** One byte a cell; null when the values are not at hand. */
  passing(column: string, filter: Filter): Uint8Array | null;
}

interface Made {
  filter: Filter;
  source: Codes | Float32Array;
  revision: number;
  mask: Uint8Array;
}

export function createValues(
  traits: Pick<Traits, "categories">,
  ownCodes: Pick<OwnCodes, "cached" | "patched" | "pull">,
  columns: Pick<Columns, "cached" | "pull">,
): ValuesStore {
  /** The last mask of each column: a click elsewhere asks for it again. */
  const made = new Map<string, Made>();
  const ownId = (column: string) => traits.categories.peek().find(({ name }) => name === column)?.id;

  function of(column: string): Values | null {
    const own = traits.categories.value.find(({ name }) => name === column);
    if (own) {
      const codes = ownCodes.cached.value.get(own.id)?.codes;
      const byName = new Map(own.labels.map(({ name, code }) => [name, code]));
      const codeOf = (name: Name) => (name === null ? 0 : byName.get(name));
      return codes ? { kind: "codes", codes, codeOf, revision: ownCodes.patched.value } : null;
    }
    const here = columns.cached.value.get(column);
    if (!here) return null;
    if (here.kind === "number") return { kind: "numbers", numbers: here.values };
    // The levels that came with the codes: the column may have been computed anew since the page was opened.
    const levels = new Map(here.levels.map((name, i) => [name, i + 1]));
    return { kind: "codes", codes: here.codes, codeOf: (name) => (name === null ? 0 : levels.get(name)), revision: 0 };
  }

  function passing(column: string, filter: Filter): Uint8Array | null {
    const values = of(column);
    if (!values) return null;
    const source = values.kind === "codes" ? values.codes : values.numbers;
    const revision = values.kind === "codes" ? values.revision : 0;
    const last = made.get(column);
    // labels keep their codes through a rename: the names in the filter follow, and the filter is another then
    if (last?.filter === filter && last.source === source && last.revision === revision) return last.mask;
    const mask = values.kind === "codes" ? byCodes(values, filter) : byNumbers(values.numbers, filter);
    made.set(column, { filter, source, revision, mask });
    return mask;
  }

  return {
    of,
    forgetAllBut(filters) {
      for (const column of made.keys()) if (!filters.has(column)) made.delete(column);
    },
    pull(column) {
      const id = ownId(column);
      return id === undefined ? columns.pull(column) : ownCodes.pull(id);
    },
    passing,
  };
}

/** One more than the highest code there can be. */
export function nCodes(codes: Codes): number {
  if (codes.BYTES_PER_ELEMENT < 4) return 2 ** (8 * codes.BYTES_PER_ELEMENT);
  let highest = 0;
  for (let i = 0; i < codes.length; i++) highest = Math.max(highest, codes[i] as number);
  return highest + 1;
}

/** How many cells of a set have each code. */
export function countsOf(codes: Codes, mask: Uint8Array): Uint32Array {
  return countsBy(codes, mask, nCodes(codes));
}

export function byCodes({ codes, codeOf }: Values & { kind: "codes" }, filter: Filter): Uint8Array {
  const named = filter.kind === "range" ? [] : filter.names.flatMap((name) => codeOf(name) ?? []);
  const [inside, outside] = filter.kind === "not" ? [0, 1] : [1, 0];
  const table = new Uint8Array(nCodes(codes)).fill(outside);
  for (const code of named) table[code] = inside;
  const mask = new Uint8Array(codes.length);
  for (let i = 0; i < codes.length; i++) mask[i] = table[codes[i] as number] as number;
  return mask;
}

export function byNumbers(numbers: Float32Array, filter: Filter): Uint8Array {
  // The ends are rounded as the values were, as Python does: a range read off the picture holds the cells seen there.
  const low = filter.kind === "range" && filter.low !== null ? Math.fround(filter.low) : -Infinity;
  const high = filter.kind === "range" && filter.high !== null ? Math.fround(filter.high) : Infinity;
  const mask = new Uint8Array(numbers.length);
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i] as number;
    mask[i] = value >= low && value <= high ? 1 : 0;
  }
  return mask;
}
