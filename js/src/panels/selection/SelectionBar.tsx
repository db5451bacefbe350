/** How many cells are selected and how; the label they get. */
import { cells, count } from "../../words";
import { useData, useSelection, useTraits, useView } from "../common/context";
import { Asks, IsStuck } from "./asking";
import { LabelField } from "./LabelField";
import { SelectionChips } from "./SelectionChips";
import { SelectionMenu } from "./SelectionMenu";

export function SelectionBar() {
  const traits = useTraits();
  const data = useData();
  const selection = useSelection();
  const view = useView();
  const n = selection.n.value;
  const active = selection.active.value;
  const hidden = selection.unsure.value ? 0 : selection.nHidden.value;
  const total = data.dataset.value?.nCells ?? 0;
  const readOnly = traits.status.value.state === "read-only";
  const question = view.question.value;
  const stuck = view.stuck.value;
  return (
    <footer class="cxw-bar">
      {stuck ? (
        <IsStuck stuck={stuck} />
      ) : active ? (
        <>
          <span class="cxw-nowrap" role="status" aria-label="Selection">
            <strong>{selection.unsure.value ? "…" : count(n)}</strong> <span class="cxw-soft">of {cells(total)}</span>
          </span>
          {hidden > 0 && (
            <span
              class="cxw-not-shown"
              role="status"
              aria-label="Selected and not shown"
              title={`${cells(hidden)} of the selection ${hidden === 1 ? "is" : "are"} not shown. A label goes to all that are selected.`}
            >
              {count(hidden)} not shown
            </span>
          )}
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
      {question ? <Asks question={question} /> : <Controls />}
    </footer>
  );
}

function Controls() {
  const selection = useSelection();
  const view = useView();
  const active = selection.active.value;
  return (
    <>
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
    </>
  );
}
