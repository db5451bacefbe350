/** Which labels have those under them folded away, in each category. */
import { type ReadonlySignal, signal } from "@preact/signals";
import { unfolded } from "../store/data/nesting";
import type { Category, Label } from "../wire/messages";

export interface Families {
  folded: ReadonlySignal<ReadonlySet<string>>;
  isFolded(category: Category, label: Label): boolean;
  fold(category: Category, label: Label, away: boolean): void;
  /** The labels of a category in sight, in the order of the digits. */
  inSight(category: Category): Label[];
}

export function createFamilies(): Families {
  const folded = signal<ReadonlySet<string>>(new Set());
  // by id and code, which stay through renames
  const keyOf = (category: Category, label: Label) => `${category.id}:${label.code}`;
  const isFolded = (category: Category, label: Label) => folded.value.has(keyOf(category, label));
  return {
    folded,
    isFolded,
    fold(category, label, away) {
      const next = new Set(folded.peek());
      if (away) next.add(keyOf(category, label));
      else next.delete(keyOf(category, label));
      folded.value = next;
    },
    inSight: (category) => unfolded(category.labels, (label) => isFolded(category, label)),
  };
}
