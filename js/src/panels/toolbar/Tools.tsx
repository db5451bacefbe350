/** What a drag on the plot does, and how what it encloses joins the selection. */
import type { SelectMode } from "../../geometry/selectMode";
import type { Tool } from "../../plot/types";
import { Icon, type IconName } from "../../ui/icons";
import { useHere } from "../common/context";

const TOOLS: readonly (readonly [Tool & IconName, name: string, title: string])[] = [
  ["lasso", "Lasso", "Lasso (L): drag around cells. Shift adds, Alt takes out"],
  ["polygon", "Polygon", "Polygon (P): click corners; double click or Enter closes, Backspace takes one back"],
  ["box", "Box", "Box (B): drag from corner to corner"],
  ["pan", "Pan", "Pan (V): drag to move, wheel to zoom"],
];
const MODES: readonly (readonly [SelectMode, name: string, title: string])[] = [
  ["replace", "Replace the selection", "Select anew"],
  ["add", "Add to the selection", "Add to the selection (Shift)"],
  ["subtract", "Take out of the selection", "Take out of the selection (Alt)"],
  ["intersect", "Keep only what is in both", "Keep only what is in both (Shift + Alt)"],
];

export function Tools() {
  const { view } = useHere();
  return <Segments name="Tool" choices={TOOLS} now={view.tool.value} onChoose={(tool) => (view.tool.value = tool)} />;
}

export function Modes() {
  const { view } = useHere();
  return (
    <Segments
      name="How a lasso joins the selection"
      choices={MODES}
      now={view.mode.value}
      onChoose={(mode) => (view.mode.value = mode)}
    />
  );
}

interface SegmentsProps<T extends IconName> {
  name: string;
  choices: readonly (readonly [T, string, string])[];
  now: T;
  onChoose: (choice: T) => void;
}

function Segments<T extends IconName>({ name, choices, now, onChoose }: SegmentsProps<T>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset can't be laid out as a segmented control in every browser
    <div class="cxw-segments" role="group" aria-label={name}>
      {choices.map(([choice, label, title]) => (
        <button
          key={choice}
          type="button"
          aria-label={label}
          title={title}
          aria-pressed={now === choice}
          onClick={() => onChoose(choice)}
        >
          <Icon name={choice} />
        </button>
      ))}
    </div>
  );
}
