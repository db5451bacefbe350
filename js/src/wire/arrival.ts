/**
 * Changes of labels that have no answer though the kernel answers others: some hosts lose messages (too large, too many,
 * of a kind they do not pass on) without a word. Such a one is sent once more, under its id, so that Python passes over
 * what it has; then it is given up, in words. While the kernel is silent nothing is known, and all wait.
 */

export interface Arrival {
  /** `again`: sends it once more. `giveUp`: it is not waited for any longer; what became of it, as "did not arrive". */
  sent(id: string, again: () => void, giveUp: (fate: string) => void): void;
  settled(id: string): void;
}

export const NOT_ARRIVED =
  "did not arrive at the kernel, though it was sent twice: nothing was changed. Look at the labels, and repeat it.";
export const NOT_TOLD = "is in the draft, though the kernel's answer to it did not arrive.";
/** A kernel with nothing to do answers in a hundredth of it. */
const WAIT_MS = 5000;
const TRIES = 2;

/** `isMade`: asks the kernel whether the draft has an edit; it answers in order, so that one sent before has been heard. */
export function createArrival(isMade: (id: string) => Promise<boolean>, lifetime: AbortSignal): Arrival {
  const timers = new Map<string, ReturnType<typeof setTimeout>>();

  function watch(id: string, tried: number, again: () => void, giveUp: (fate: string) => void): void {
    const isOpen = () => timers.has(id) && !lifetime.aborted;
    const timer = setTimeout(async () => {
      // refused where the kernel is gone: whoever sent the edit hears of that on another way
      const made = await isMade(id).catch(() => null);
      if (made === null || !isOpen()) return;
      if (tried === TRIES) {
        giveUp(made ? NOT_TOLD : NOT_ARRIVED);
        return;
      }
      again();
      if (isOpen()) watch(id, tried + 1, again, giveUp);
    }, WAIT_MS);
    timers.set(id, timer);
  }
  function settled(id: string): void {
    clearTimeout(timers.get(id));
    timers.delete(id);
  }
  lifetime.addEventListener("abort", () => {
    for (const id of [...timers.keys()]) settled(id);
  });
  return { sent: (id, again, giveUp) => watch(id, 1, again, giveUp), settled };
}
