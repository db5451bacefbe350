/** Narrowing to labels and levels, as the rows of every category and column do it. */

import type { Name } from "../../store/data/filterValue";
import { checkedOf, isOnly, onlyThis, passes, turned, turnedAll } from "../../store/data/filterValue";
import type { Filters } from "../../store/selection/filters";
import type { MenuSection } from "../../ui/Menu";
import type { View } from "../../view/view";

export interface Boxes {
  state: ReturnType<typeof checkedOf>;
  /** Cells in view by code; null: all are. */
  counts: ReadonlyMap<number, number> | null;
  toggleAll: () => void;
  toggle: (name: Name, event: MouseEvent) => void;
  choices: (name: Name) => MenuSection;
  shows: (name: Name) => boolean;
}

/** The boxes of a column or category, whose labels are these; reading it subscribes. */
export function boxesOf(filters: Filters, view: View, column: string, names: readonly Name[]): Boxes {
  const filter = filters.active.value.get(column) ?? null;
  const set = (next: typeof filter) => void view.attempt(filters.set(column, next));
  return {
    state: checkedOf(filter, names),
    counts: filters.counts(column).value,
    toggleAll: () => set(turnedAll(filter, names)),
    toggle: (name, event) => set(event.altKey ? onlyThis(filter, name) : turned(filter, name, names)),
    choices(name) {
      const shown = passes(filter, name);
      const choices = [
        { text: isOnly(filter, name) ? "Show all" : "Only this", onSelect: () => set(onlyThis(filter, name)) },
        { text: shown ? "Not this" : "Show this too", onSelect: () => set(turned(filter, name, names)) },
      ];
      return { heading: "Filter", choices };
    },
    shows: (name) => passes(filter, name),
  };
}
