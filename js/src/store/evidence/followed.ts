/** A question to Python whose answer is kept fresh while anyone looks: the newest counts, others are called off. */
import { effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Rpc } from "../../wire/rpc";

export interface Followed<Answer> {
  /** The last answer; stays until the next one is here, or nothing is asked any more. */
  answer: ReadonlySignal<Answer | null>;
  loading: ReadonlySignal<boolean>;
  /** Why there is no newer one, in a sentence. */
  problem: ReadonlySignal<string | null>;
  /** Keeps the answer fresh as long as the lifetime lasts. */
  watch(lifetime: AbortSignal): void;
}

/**
 * What is asked now: "wait" leaves the last answer until it is clear, null takes it away. Reads signals: whatever it
 * reads makes it be asked again.
 */
export type Question<Answer> = () => ((id: string) => Promise<Answer>) | "wait" | null;

const SUPERSEDED = "superseded";

export function createFollowed<Answer>(rpc: Rpc, question: Question<Answer>, lifetime: AbortSignal): Followed<Answer> {
  const answer = signal<Answer | null>(null);
  const loading = signal(false);
  const problem = signal<string | null>(null);
  const watching = signal(0);
  let newest: string | null = null;

  function callOff(): void {
    if (newest !== null && loading.peek()) rpc.ask("cancel", { request: newest }).catch(() => {});
    newest = null;
    loading.value = false;
  }
  async function ask(send: (id: string) => Promise<Answer>): Promise<void> {
    const id = rpc.newId();
    newest = id;
    loading.value = true;
    try {
      const told = await send(id);
      if (newest !== id) return;
      answer.value = told;
      problem.value = null;
    } catch (error) {
      if (newest === id && (error as Error).message !== SUPERSEDED) problem.value = (error as Error).message;
    } finally {
      if (newest === id) loading.value = false;
    }
  }

  const stop = effect(() => {
    if (watching.value === 0) return callOff();
    const asked = question();
    if (asked === "wait") return;
    callOff();
    if (asked) void ask(asked);
    else {
      answer.value = null;
      problem.value = null;
    }
  });
  lifetime.addEventListener("abort", stop);
  return {
    answer,
    loading,
    problem,
    watch(ended) {
      watching.value++;
      ended.addEventListener("abort", () => watching.value--);
    },
  };
}
