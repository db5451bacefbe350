/**
 * Changes of labels that have no answer though the kernel answers others: some hosts lose messages (too large, too many,
 * of a kind they do not pass on) without a word. Such a one is given up, in words, and Python is told so: should it come
 * after all, it is refused. It is not sent again: what was done since may be something else. While the kernel is silent
 * nothing is known, and all wait.
 */

export interface Arrival {
  /** `giveUp`: it is not waited for any longer; what became of it, as "did not arrive". */
  sent(id: string, giveUp: (fate: string) => void): void;
  settled(id: string): void;
}

export const NOT_ARRIVED = "did not arrive at the kernel: nothing was changed. Look at the labels, and repeat it.";
export const NOT_TOLD = "is in the draft, though the kernel's answer to it did not arrive.";
/** A kernel with nothing to do answers in a hundredth of it. */
const WAIT_MS = 5000;
/** That question may get lost too, or the kernel be busy for an hour. */
const AGAIN_MS = 30_000;

/** `forgo`: asks the kernel whether the draft has an edit, and has it refused from now on if not. */
export function createArrival(forgo: (id: string) => Promise<boolean>, lifetime: AbortSignal): Arrival {
  const timers = new Map<string, ReturnType<typeof setTimeout>>();

  function watch(id: string, wait: number, giveUp: (fate: string) => void): void {
    const ask = () => {
      watch(id, AGAIN_MS, giveUp);
      forgo(id).then(
        (made) => {
          if (timers.has(id) && !lifetime.aborted) giveUp(made ? NOT_TOLD : NOT_ARRIVED);
        },
        // the kernel is gone: whoever sent the edit hears of that on another way
        () => {},
      );
    };
    timers.set(id, setTimeout(ask, wait));
  }
  function settled(id: string): void {
    clearTimeout(timers.get(id));
    timers.delete(id);
  }
  lifetime.addEventListener("abort", () => {
    for (const id of [...timers.keys()]) settled(id);
  });
  return { sent: (id, giveUp) => watch(id, WAIT_MS, giveUp), settled };
}
