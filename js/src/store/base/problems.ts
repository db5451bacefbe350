/** Sentences about what went wrong, shown until dismissed. */
import { type ReadonlySignal, signal } from "@preact/signals";

export interface Problems {
  sentences: ReadonlySignal<readonly string[]>;
  report(problem: Error | string): void;
  dismiss(sentence: string): void;
}

export function createProblems(): Problems {
  const sentences = signal<readonly string[]>([]);
  return {
    sentences,
    report(problem) {
      const sentence = typeof problem === "string" ? problem : problem.message;
      if (!sentences.peek().includes(sentence)) sentences.value = [...sentences.peek(), sentence];
    },
    dismiss(sentence) {
      const left = sentences.peek().filter((shown) => shown !== sentence);
      if (left.length < sentences.peek().length) sentences.value = left;
    },
  };
}
