/** Sets of cells with names: Python's, told when the data is opened and whenever they change. */
import { effect, type ReadonlySignal, signal } from "@preact/signals";
import { setFrom } from "../../wire/replies";
import type { Rpc } from "../../wire/rpc";
import type { CellSet, Dataset } from "../../wire/types";
import { cells } from "../../words";
import type { Traits } from "../base/traits";

/** What was done, and how it is taken back. */
export interface SetResult {
  message: string;
  back?: () => Promise<SetResult>;
}
export interface Sets {
  all: ReadonlySignal<readonly CellSet[]>;
  /** Counts the changes: a set may have other cells, and as many. */
  version: ReadonlySignal<number>;
  find(name: string): CellSet | undefined;
  /** The first name for another one that is free. */
  suggestion(): string;
  /** The selected cells as a set; one of this name is replaced. */
  remember(name: string): Promise<SetResult>;
  rename(old: string, next: string): Promise<SetResult>;
  forget(name: string): Promise<SetResult>;
}

/** The selection itself is what people call A. */
const LETTERS = "BCDEFGHIJKLMNOPQRSTUVWXYZ";

export function createSets(
  rpc: Rpc,
  { dataset, traits }: { dataset: ReadonlySignal<Dataset | null>; traits: Pick<Traits, "status"> },
  lifetime: AbortSignal,
): Sets {
  const all = signal<readonly CellSet[]>([]);
  const version = signal(0);
  const take = (sets: readonly CellSet[]) => {
    all.value = sets;
    version.value = version.peek() + 1;
  };
  const stop = effect(() => {
    if (dataset.value) take(dataset.value.sets);
  });
  lifetime.addEventListener("abort", stop);
  rpc.on("sets", ({ sets }) => take(sets.map(setFrom)));

  const find = (name: string) => all.peek().find((set) => set.name === name.trim());
  const recall = async (name: string): Promise<SetResult> => {
    await rpc.ask("recall_selection", { name });
    return { message: `${name.trim()} is back` };
  };
  return {
    all,
    version,
    find,
    suggestion() {
      const free = (name: string) => !all.peek().some((set) => set.name === name);
      const letter = [...LETTERS].find(free);
      for (let number = 2; ; number++) if (letter ?? free(`Set ${number}`)) return letter ?? `Set ${number}`;
    },
    async remember(name) {
      const former = find(name);
      const { state, suggestedName } = traits.status.peek();
      const { n } = (await rpc.ask("remember_selection", { name })).body;
      const where =
        { unnamed: `, in the draft ${suggestedName}`, "read-only": ", for this session" }[state as string] ?? "";
      if (!former) return { message: `Remembered ${cells(n)} as ${name.trim()}${where}` };
      return { message: `${name.trim()} is these ${cells(n)} now`, back: () => recall(name) };
    },
    async rename(old, next) {
      await rpc.ask("rename_selection", { old, new: next });
      return { message: `Renamed ${old} to ${next.trim()}` };
    },
    async forget(name) {
      await rpc.ask("forget_selection", { name });
      return { message: `Dropped the set ${name}`, back: () => recall(name) };
    },
  };
}
