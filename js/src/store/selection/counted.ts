/** What is selected, a picture later: cells light up first and are counted then. */
import { effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Filter } from "../data/filterValue";

export interface Counted {
  /** One byte a cell; null: nothing was asked for. */
  mask: Uint8Array | null;
  /** What it was narrowed by. */
  filters: ReadonlyMap<string, Filter>;
}

/** `afterPicture`: calls back when what changed just now has been drawn. */
export function countedLater(
  mask: ReadonlySignal<Uint8Array | null>,
  filters: ReadonlySignal<ReadonlyMap<string, Filter>>,
  afterPicture: (go: () => void) => void,
): ReadonlySignal<Counted> {
  const counted = signal<Counted>({ mask: mask.peek(), filters: filters.peek() });
  let toCount = false;
  effect(() => {
    const before = counted.peek();
    if ((mask.value === before.mask && filters.value === before.filters) || toCount) return;
    toCount = true;
    afterPicture(() => {
      toCount = false;
      counted.value = { mask: mask.peek(), filters: filters.peek() };
    });
  });
  return counted;
}
