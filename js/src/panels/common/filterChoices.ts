/** Narrowing to labels and levels, as the rows of every category and column do it. */

import type { Checked, Name } from "../../store/data/filterValue";
import { areOnly, checkedOf, onlyTogether, passes, turnedAll, turnedTogether } from "../../store/data/filterValue";
import type { Filters } from "../../store/selection/filters";
import type { MenuSection } from "../../ui/Menu";
import type { View } from "../../view/view";

/** A row stands for one name, or for a label and those nested under it. */
export interface Boxes {
  state: Checked;
  /** Cells in view by code; null: all are. */
  counts: ReadonlyMap<number, number> | null;
  toggleAll: () => void;
  toggle: (together: readonly Name[], event: MouseEvent) => void;
  choices: (together: readonly Name[]) => MenuSection;
  stateOf: (together: readonly Name[]) => Checked;
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
    toggle: (together, event) =>
      set(event.altKey ? onlyTogether(filter, together) : turnedTogether(filter, together, names)),
    choices(together) {
      const shown = checkedOf(filter, together) === "all";
      const these = together.length > 1 ? "these" : "this";
      const choices = [
        {
          text: areOnly(filter, together) ? "Show all" : `Only ${these}`,
          onSelect: () => set(onlyTogether(filter, together)),
        },
        {
          text: shown ? `Not ${these}` : `Show ${these} too`,
          onSelect: () => set(turnedTogether(filter, together, names)),
        },
      ];
      return { heading: "Filter", choices };
    },
    stateOf: (together) => checkedOf(filter, together),
    shows: (name) => passes(filter, name),
  };
}
