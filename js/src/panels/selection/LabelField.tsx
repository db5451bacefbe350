/** The field that gives the selected cells a label: what is written, or one that there is. */
import { useEffect, useMemo, useRef } from "preact/hooks";
import { AsksFirst } from "../../store/labels/manyCells";
import { Combobox } from "../../ui/Combobox";
import { stepAlongGraph, wayOf } from "../common/alongGraph";
import { completeLabel, meansNone } from "../common/completeLabel";
import {
  useDraft,
  useLabels,
  useNeighbors,
  usePreview,
  useSelection,
  useTerms,
  useTraits,
  useView,
} from "../common/context";
import { command, labelAgain } from "../common/keys";
import { stepBack } from "../common/stepBack";
import { FirstCategory } from "./FirstCategory";

export function LabelField() {
  const draft = useDraft();
  const traits = useTraits();
  const selection = useSelection();
  const labels = useLabels();
  const view = useView();
  const terms = useTerms();
  const neighbors = useNeighbors();
  const finder = useMemo(() => terms.finder(), [terms]);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    view.focusLabelField = () => input.current?.focus({ preventScroll: true });
  }, [view]);

  const ofCategory = labels.inUse.value?.labels ?? [];
  const past = usePreview().shown.value !== null;
  const readOnly = traits.status.value.state === "read-only";
  const give = (label: string, giveBack: () => void, id?: string) => {
    const term = id === undefined ? undefined : { id, name: label };
    // The first label asks for its category in a small form above the field.
    const first = !labels.inUse.peek() && selection.mask.peek() && !meansNone(label);
    if (first && input.current) {
      view.layer.open({
        kind: "popover",
        label: "New category",
        anchor: input.current,
        content: () => <FirstCategory label={label} term={term} giveBack={giveBack} />,
      });
      return;
    }
    const action = meansNone(label) ? labels.unlabel() : labels.label(label, term);
    // what was refused is not to be typed again
    action.catch((error) => error instanceof AsksFirst || giveBack());
    void view.run(action);
    view.focusPlot();
  };
  return (
    <Combobox
      label="Label as"
      placeholder={readOnly ? "Read-only" : past ? "Earlier version" : "Label as …"}
      disabled={readOnly || past}
      inputRef={input}
      complete={(text) => completeLabel(ofCategory, text, finder.of(text))}
      onPick={give}
      onEmptyEnter={() => labelAgain({ labels, selection }, view)}
      onEmptyKey={(event) => {
        if (event.key === "Escape") {
          stepBack(selection, view);
          view.focusPlot();
          return true;
        }
        // no label begins so
        if (event.key === "/") {
          view.focusGeneSearch();
          return true;
        }
        const way = wayOf(event);
        if (way !== null && input.current) {
          stepAlongGraph({ neighbors, selection }, view, input.current, way);
          return true;
        }
        if (event.ctrlKey || event.metaKey || event.altKey) return command(event, { selection, draft }, view);
        return false;
      }}
      hint={readOnly || past ? "" : "↵ label"}
    />
  );
}
