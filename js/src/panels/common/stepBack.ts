/** What Esc does while nothing that has the focus wants it for itself, wherever that is. */
import type { Selection } from "../../store/selection/selection";
import type { View } from "../../view/view";

/** The part of it that `stepBack` needs. */
export type Steps = Pick<Selection, "picks" | "filters" | "clearPicks" | "clear">;
type Surroundings = Pick<View, "plots" | "room" | "looking" | "attempt">;

/**
 * One step at each press: what is being drawn, what covers the plot, then what was picked; filters, which took longer to
 * set, after it; then all cells are shown again.
 */
export function stepBack(selection: Steps, { plots, room, looking, attempt }: Surroundings): void {
  for (const pane of plots.panes) if (pane.stopDrawing()) return;
  if (room.full.peek()) room.full.value = false;
  else if (room.drawer.peek() !== null) room.drawer.value = null;
  else if (selection.picks.peek().steps.length > 0) void attempt(selection.clearPicks());
  else if (selection.filters.peek().size > 0) void attempt(selection.clear());
  else if (looking.part.peek()) looking.all();
}
