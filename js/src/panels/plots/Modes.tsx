/** How what a drag encloses joins the selection. */
import type { SelectMode } from "../../geometry/selectMode";
import { useView } from "../common/context";
import { Segments } from "../common/Segments";

const MODES: readonly (readonly [SelectMode, name: string, title: string])[] = [
  ["replace", "Replace the selection", "Select anew"],
  ["add", "Add to the selection", "Add to the selection (Shift)"],
  ["subtract", "Take out of the selection", "Take out of the selection (Alt)"],
  ["intersect", "Keep only what is in both", "Keep only what is in both (Shift + Alt)"],
];

export function Modes() {
  const view = useView();
  return (
    <Segments
      name="How a lasso joins the selection"
      choices={MODES}
      now={view.mode.value}
      onChoose={(mode) => (view.mode.value = mode)}
    />
  );
}
