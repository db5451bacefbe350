/** Codes of a category as its labels are at a level: those above stand for those under them. Kept up with the patches. */
import type { Codes } from "../../wire/arrays";
import type { Category } from "../../wire/messages";
import { tableAt } from "./nesting";
import type { OwnCodes } from "./ownCodes";

export interface LevelCodes {
  codes: Codes;
  /** What stands for a code. */
  as(code: number): number;
}
export interface Levels {
  /** Null: the codes of the category are not at hand. Reading it subscribes to them. */
  at(category: Category, level: number): LevelCodes | null;
}

interface Made extends LevelCodes {
  category: number;
  level: number;
  source: Codes;
  table: ReadonlyMap<number, number>;
}

/** A code without a row stands for itself: its label is on its way. */
function same(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): boolean {
  return [...new Set([...a.keys(), ...b.keys()])].every((code) => (a.get(code) ?? code) === (b.get(code) ?? code));
}

function translated(source: Codes, table: ReadonlyMap<number, number>): Codes {
  const last = Math.max(0, ...table.keys());
  const lookup = Uint32Array.from({ length: last + 1 }, (_, code) => table.get(code) ?? code);
  const most = lookup.reduce((max, code) => Math.max(max, code), 0);
  const bytes = Math.max(source.BYTES_PER_ELEMENT, most < 256 ? 1 : most < 65536 ? 2 : 4);
  const codes =
    bytes === 1
      ? new Uint8Array(source.length)
      : bytes === 2
        ? new Uint16Array(source.length)
        : new Uint32Array(source.length);
  for (let i = 0; i < source.length; i++) {
    const code = source[i] as number;
    codes[i] = code <= last ? (lookup[code] as number) : code;
  }
  return codes;
}

export function createLevels(ownCodes: Pick<OwnCodes, "cached" | "onPatch">, lifetime: AbortSignal): Levels {
  let made: Made | null = null;
  ownCodes.onPatch(({ category, code, cells }) => {
    if (made?.category !== category) return;
    const { codes } = made;
    const shown = made.as(code);
    for (let i = 0; i < cells.length; i++) codes[cells[i] as number] = shown;
  }, lifetime);
  return {
    at({ id, labels }, level) {
      const source = ownCodes.cached.value.get(id)?.codes;
      if (!source) return null;
      const table = tableAt(labels, level);
      if (made?.category === id && made.level === level && made.source === source && same(made.table, table)) {
        made.table = table;
        return made;
      }
      const now: Made = {
        category: id,
        level,
        source,
        table,
        codes: translated(source, table),
        as: (code) => now.table.get(code) ?? code,
      };
      made = now;
      return now;
    },
  };
}
