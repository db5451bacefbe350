/** The field that gives the selected cells a label: what is written, or one that there is. */
import { useEffect, useRef } from "preact/hooks";
import { Combobox } from "../../ui/Combobox";
import { CategoryForm } from "../common/CategoryForm";
import { completeLabel, meansNone } from "../common/completeLabel";
import { useDraft, useLabels, useSelection, useTraits, useView } from "../common/context";
import { clearStepwise, command, labelAgain } from "../common/keys";

export function LabelField() {
  const draft = useDraft();
  const traits = useTraits();
  const selection = useSelection();
  const labels = useLabels();
  const view = useView();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    view.focusLabelField = () => input.current?.focus({ preventScroll: true });
  }, [view]);

  const ofCategory = labels.inUse.value?.labels ?? [];
  const readOnly = traits.status.value.state === "read-only";
  const give = (label: string) => {
    // The first label makes its category on the way, in a small form above the field.
    const first = !labels.inUse.peek() && selection.mask.peek() && !meansNone(label);
    if (first && input.current) {
      view.layer.open({
        kind: "popover",
        label: "New category",
        anchor: input.current,
        content: () => (
          <div class="cxw-card">
            <h2>A category for “{label}”</h2>
            <CategoryForm
              onCancel={() => view.layer.close()}
              onDone={() => {
                view.layer.close();
                void view.run(labels.label(label)).then(view.focusPlot);
              }}
            />
          </div>
        ),
      });
      return;
    }
    void view.run(meansNone(label) ? labels.unlabel() : labels.label(label));
    view.focusPlot();
  };
  return (
    <Combobox
      label="Label as"
      placeholder={readOnly ? "Read-only" : "Label as …"}
      disabled={readOnly}
      inputRef={input}
      complete={(text) => completeLabel(ofCategory, text)}
      onPick={give}
      onEmptyEnter={() => labelAgain({ labels, selection }, view)}
      onEmptyKey={(event) => {
        if (event.key === "Escape") {
          clearStepwise(selection, view);
          view.focusPlot();
          return true;
        }
        // no label begins so
        if (event.key === "/") {
          view.focusGeneSearch();
          return true;
        }
        if (event.ctrlKey || event.metaKey || event.altKey) return command(event, { selection, draft }, view);
        return false;
      }}
      hint={readOnly ? "" : "↵ label"}
    />
  );
}
