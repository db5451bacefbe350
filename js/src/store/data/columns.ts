/** Columns of the data (read-only) by name, pulled once and kept while they are among the last few used. */
import { type ReadonlySignal, signal } from "@preact/signals";
import { type Codes, codesFrom, floatsFrom } from "../../wire/arrays";
import { rangeFrom } from "../../wire/replies";
import type { Rpc } from "../../wire/rpc";
import type { Range } from "../../wire/types";

export type ColumnValues =
  /** Code 0 has no value, code k the k-th level. */
  | { kind: "category"; codes: Codes; levels: readonly string[] }
  | { kind: "number"; values: Float32Array; range: Range | null };

/** Each is 1 to 4 bytes a cell: 12 columns of a million cells stay under 50 MB. */
const KEPT = 12;

export interface Columns {
  cached: ReadonlySignal<ReadonlyMap<string, ColumnValues>>;
  pull(name: string): Promise<ColumnValues>;
  /** Columns that must stay, however many are looked at meanwhile. */
  keepWhile(inUse: (name: string) => boolean): void;
  /** Counts how often values became out of date: what holds some of its own pulls them again then. */
  epoch: ReadonlySignal<number>;
  /** These columns have other values from now on, also those that are on their way. */
  forget(which: (name: string) => boolean): void;
}

/** `turn`: what must come before a column. */
export function createColumns(rpc: Rpc, turn: (name: string) => Promise<unknown> | null): Columns {
  const cached = signal<ReadonlyMap<string, ColumnValues>>(new Map());
  const pulling = new Map<string, Promise<ColumnValues>>();
  let inUse = (_: string) => false;
  const epoch = signal(0);
  /** By name the epoch from which on answers asked for before are of no use. */
  const outdated = new Map<string, number>();

  async function ask(name: string): Promise<ColumnValues> {
    const before = turn(name);
    if (before) await before;
    const asked = epoch.peek();
    const { body, payload } = await rpc.ask("column", { name });
    if ((outdated.get(name) ?? 0) > asked) return ask(name);
    const column: ColumnValues =
      body.kind === "category"
        ? {
            kind: "category",
            codes: codesFrom(payload, body.dtype),
            levels: body.levels,
          }
        : { kind: "number", values: floatsFrom(payload), range: rangeFrom(body) };
    const others = [...cached.peek()].filter(([other]) => other !== name);
    const loose = others.filter(([other]) => !inUse(other)).slice(1 - KEPT);
    cached.value = new Map([...others.filter(([other]) => inUse(other)), ...loose, [name, column]]);
    return column;
  }

  return {
    cached,
    epoch,
    keepWhile(test) {
      inUse = test;
    },
    forget(which) {
      epoch.value++;
      for (const name of pulling.keys()) if (which(name)) outdated.set(name, epoch.peek());
      cached.value = new Map([...cached.peek()].filter(([name]) => !which(name)));
    },
    pull(name) {
      const here = cached.peek().get(name);
      if (here) return Promise.resolve(here);
      const pulled = pulling.get(name) ?? ask(name).finally(() => pulling.delete(name));
      pulling.set(name, pulled);
      return pulled;
    },
  };
}
