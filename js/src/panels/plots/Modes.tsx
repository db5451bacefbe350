/** How what a drag encloses joins the selection. */
import type { SelectMode } from "../../geometry/selectMode";
import { useView } from "../common/context";
import { Segments } from "../common/Segments";

const MODES: readonly (readonly [SelectMode, name: string, title: string])[] = [
  ["replace", "Replace the selection", "New selection: what you draw replaces what is selected"],
  ["add", "Add to the selection", "Add: what you draw joins the selection (Shift + drag)"],
  ["subtract", "Take out of the selection", "Take out: what you draw leaves the selection (Alt + drag)"],
  [
    "intersect",
    "Keep only what is in both",
    "Keep both: only what is selected and in what you draw stays (Shift + Alt + drag)",
  ],
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
