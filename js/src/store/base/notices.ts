/**
 * What Python has to say about the draft and the data: each sentence is shown until dismissed or not true any more, and again
 * when it comes again.
 */
import { effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Traits } from "./traits";

export interface Notices {
  /** Not dismissed yet. */
  unread: ReadonlySignal<readonly string[]>;
  /** Those of them that came while the draft was on screen. */
  fresh: ReadonlySignal<readonly string[]>;
  dismiss(sentence: string): void;
}

function counted(sentences: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const sentence of sentences) counts.set(sentence, (counts.get(sentence) ?? 0) + 1);
  return counts;
}

/** `former`: those of a store before this one, which go on. */
export function createNotices(traits: Pick<Traits, "status">, lifetime: AbortSignal, former?: Notices): Notices {
  let known = traits.status.peek().warnings;
  const unread = signal<readonly string[]>(former?.unread.peek() ?? [...new Set(known)]);
  const fresh = signal<readonly string[]>(former?.fresh.peek() ?? []);
  const stop = effect(() => {
    const [before, now] = [counted(known), counted(traits.status.value.warnings)];
    const come = [...now].filter(([sentence, n]) => n > (before.get(sentence) ?? 0)).map(([text]) => text);
    known = traits.status.value.warnings;
    if (come.length === 0 && [...before.keys()].every((sentence) => now.has(sentence))) return;
    const left = (list: readonly string[]) => list.filter((text) => now.has(text) && !come.includes(text));
    unread.value = [...left(unread.peek()), ...come];
    fresh.value = [...left(fresh.peek()), ...come];
  });
  lifetime.addEventListener("abort", stop);
  return {
    unread,
    fresh,
    dismiss(sentence) {
      unread.value = unread.peek().filter((other) => other !== sentence);
      fresh.value = fresh.peek().filter((other) => other !== sentence);
    },
  };
}
