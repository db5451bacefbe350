/** Genes found letter by letter: answers are kept for the next letter, and for going back. */
import { signal } from "@preact/signals";
import type { Gene } from "../../wire/types";

export interface GeneFinder {
  /** The likeliest first; those of a shorter text until the answer has come (reading it subscribes). */
  of(query: string): readonly Gene[];
}

/** Answers kept: of a name typed letter by letter, and of a few before it. */
const KEPT = 60;

export function createGeneFinder(search: (query: string) => Promise<readonly Gene[]>): GeneFinder {
  const answers = signal<ReadonlyMap<string, readonly Gene[]>>(new Map());
  const asked = new Set<string>();

  async function ask(query: string): Promise<void> {
    asked.add(query);
    try {
      const found = await search(query);
      const kept = [...answers.peek()].slice(1 - KEPT);
      answers.value = new Map([...kept, [query, found]]);
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
  };
}
