/** What a drag on the plot does. */
import type { Tool } from "../../plot/types";
import type { IconName } from "../../ui/icons";
import { useView } from "../common/context";
import { Segments } from "../common/Segments";

const TOOLS: readonly (readonly [Tool & IconName, name: string, title: string])[] = [
  ["lasso", "Lasso", "Lasso (L): drag around cells. Shift adds, Alt takes out, both keep what is in both"],
  ["polygon", "Polygon", "Polygon (P): click corners; double click or Enter closes, Backspace takes one back"],
  ["box", "Box", "Box (B): drag from corner to corner. Shift adds, Alt takes out"],
  ["pan", "Pan", "Pan (V): drag to move, wheel to zoom"],
];

export function Tools() {
  const view = useView();
  return <Segments name="Tool" choices={TOOLS} now={view.tools.pressed.value} onChoose={view.tools.choose} />;
}
