/** How many cells are selected and how; the label they get. */
import { useEffect, useRef } from "preact/hooks";
import { Combobox } from "../../ui/Combobox";
import { count } from "../../words";
import { CategoryForm } from "../common/CategoryForm";
import { completeLabel, meansNone } from "../common/completeLabel";
import { useData, useDraft, useLabels, useSelection, useTraits, useView } from "../common/context";
import { clearStepwise, command, labelAgain, labelByDigit } from "../common/keys";
import { SelectionChips } from "./SelectionChips";
import { SelectionMenu } from "./SelectionMenu";

export function SelectionBar() {
  const traits = useTraits();
  const data = useData();
  const selection = useSelection();
  const view = useView();
  const n = selection.n.value;
  const active = selection.active.value;
  const total = data.dataset.value?.nCells ?? 0;
  const readOnly = traits.status.value.state === "read-only";
  return (
    <footer class="cxw-bar">
      {active ? (
        <>
          <span class="cxw-nowrap" role="status" aria-label="Selection">
            <strong>{selection.unsure.value ? "…" : count(n)}</strong>{" "}
            <span class="cxw-soft">of {count(total)} cells</span>
          </span>
          <SelectionChips />
        </>
      ) : (
        <span class="cxw-soft cxw-grow cxw-ellipsis" role="status" aria-label="Selection">
          {total > 0
            ? readOnly
              ? "Drag around some cells to select them"
              : "Drag around some cells, then type a label"
            : ""}
        </span>
      )}
      <LabelField />
      <button
        type="button"
        class="cxw-button cxw-invert"
        disabled={!active}
        title="Invert (I)"
        onClick={() => void view.attempt(selection.invert())}
      >
        Invert
      </button>
      <button
        type="button"
        class="cxw-button"
        disabled={!active}
        title="Clear (Esc)"
        onClick={() => void view.attempt(selection.clear())}
      >
        Clear
      </button>
      <SelectionMenu />
    </footer>
  );
}

function LabelField() {
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
        return labelByDigit(event.key, labels, view);
      }}
      hint={readOnly ? "" : "↵ label"}
    />
  );
}
