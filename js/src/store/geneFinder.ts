/** Genes by what a person types, and gene sets: asked of Python, kept for the next letter. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Rpc } from "../rpc";

export interface FoundGene {
  name: string;
  id: string;
  /** What a person should know of it. */
  note: string | null;
}
export interface NamedSet {
  name: string;
  genes: readonly { name: string; known: boolean }[];
}

export interface GeneFinder {
  /** The likeliest first; those of a shorter text until the answer has come (reading it subscribes). */
  of(query: string): readonly FoundGene[];
  sets: ReadonlySignal<readonly NamedSet[]>;
  pullSets(): Promise<void>;
}

const N = 30;
/** Answers kept: of a name typed letter by letter, and of a few before it. */
const KEPT = 60;

export function createGeneFinder(rpc: Rpc): GeneFinder {
  const answers = signal<ReadonlyMap<string, readonly FoundGene[]>>(new Map());
  const asked = new Set<string>();
  const sets = signal<readonly NamedSet[]>([]);

  async function ask(query: string): Promise<void> {
    asked.add(query);
    try {
      const { body } = await rpc.ask("genes", { query, n: N });
      const kept = [...answers.peek()].slice(1 - KEPT);
      answers.value = new Map([...kept, [query, body.genes as FoundGene[]]]);
    } catch {
      // A list without genes is no reason to complain: what is picked without it Python looks up.
    } finally {
      asked.delete(query);
    }
  }

  return {
    of(query) {
      const wanted = query.trim().toLowerCase();
      if (!wanted) return [];
      const here = answers.value.get(wanted);
      if (here) return here;
      if (!asked.has(wanted)) void ask(wanted);
      for (let end = wanted.length - 1; end > 0; end--) {
        const shorter = answers.value.get(wanted.slice(0, end));
        if (shorter) return shorter.filter(({ name, id }) => `${name}\n${id}`.toLowerCase().includes(wanted));
      }
      return [];
    },
    sets,
    async pullSets() {
      const { body } = await rpc.ask("gene_sets");
      sets.value = body.gene_sets as NamedSet[];
    },
  };
}
