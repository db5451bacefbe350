/** Edits without an answer, once that has lasted long enough to say so. */
import { effect, type ReadonlySignal, signal } from "@preact/signals";

const PATIENCE_MS = 400;

export function afterPatience(n: ReadonlySignal<number>, lifetime: AbortSignal): ReadonlySignal<number> {
  const waiting = signal(0);
  let patience = 0;
  const stop = effect(() => {
    const now = n.value;
    if (now === 0 || waiting.peek() > 0) waiting.value = now;
    if (now === 0) {
      clearTimeout(patience);
      patience = 0;
    } else if (!patience) {
      patience = globalThis.setTimeout(() => {
        patience = 0;
        waiting.value = n.peek();
      }, PATIENCE_MS) as unknown as number;
    }
  });
  lifetime.addEventListener("abort", () => {
    clearTimeout(patience);
    stop();
  });
  return waiting;
}
