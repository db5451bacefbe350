/** Which labels of each category have those under them folded away, and the order they are shown in. */
import { type ReadonlySignal, signal } from "@preact/signals";
import { families, unfolded } from "../store/data/nesting";
import type { Category, Label } from "../wire/messages";

export interface Families {
  folded: ReadonlySignal<ReadonlySet<string>>;
  isFolded(category: Category, label: Label): boolean;
  fold(category: Category, label: Label, away: boolean): void;
  /** The wished order at once, so that a second key press goes on from it; Python's once it answers. */
  ordered(category: Category): Label[];
  /** Shows the labels in an order, by their codes, until the reply to it; a later wish goes on. */
  wish(category: Category, order: readonly number[], reply: Promise<unknown>): void;
  /** The labels of a category in sight, in the order of the digits. */
  inSight(category: Category): Label[];
}

export function createFamilies(): Families {
  const folded = signal<ReadonlySet<string>>(new Set());
  // by id and code, which stay through renames
  const keyOf = (category: Category, label: Label) => `${category.id}:${label.code}`;
  const wishes = signal<ReadonlyMap<number, readonly number[]>>(new Map());
  const ordered = ({ id, labels }: Category): Label[] => {
    const wished = wishes.value.get(id);
    if (!wished) return families(labels);
    const places = new Map(wished.map((code, i) => [code, i]));
    const place = ({ code }: Label) => places.get(code) ?? labels.length;
    return families([...labels].sort((a, b) => place(a) - place(b)));
  };
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
    ordered,
    wish({ id }, order, reply) {
      wishes.value = new Map(wishes.peek()).set(id, order);
      const answered = () => {
        if (wishes.peek().get(id) !== order) return;
        const left = new Map(wishes.peek());
        left.delete(id);
        wishes.value = left;
      };
      reply.then(answered, answered);
    },
    inSight: (category) => unfolded(ordered(category), (label) => isFolded(category, label)),
  };
}
