import type { SelectMode } from "../../geometry/selectMode";
import type { Name } from "../../store/data/filterValue";
import type { Selection } from "../../store/selection/selection";
import type { MenuChoice, MenuSection } from "../../ui/Menu";
import type { View } from "../../view/view";

/** The ways to select the cells of one label or level (or of a label and those under it), or to look at them alone. */
export function selectChoices(selection: Selection, view: View, column: string, names: readonly Name[]): MenuSection[] {
  const choice = (text: string, mode: SelectMode): MenuChoice => ({
    text,
    onSelect: () => void view.attempt(selection.where(column, names, mode)),
  });
  const choices = [choice("Select these", "replace")];
  if (selection.picks.peek().steps.length > 0) {
    choices.push(
      choice("Add to the selection", "add"),
      choice("Take out of the selection", "subtract"),
      choice("Keep only these selected", "intersect"),
    );
  }
  const only = { text: "Show only these", onSelect: () => view.looking.onlyThese(column, names) };
  return [
    { heading: "Select", choices },
    { heading: "Look", choices: [only] },
  ];
}
