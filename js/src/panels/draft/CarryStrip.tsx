/** Offers the labels that a draft of other data has for these cells, as long as there are none here. */
import { useEffect, useState } from "preact/hooks";
import type { OtherDraft } from "../../store/labels/carrying";
import { Icon } from "../../ui/icons";
import { cells, count } from "../../words";
import { useCarrying, useData, useDisconnected, useLabels, useTraits, useView } from "../common/context";
import { Strip } from "./Strip";

const NAMED = 3;

export function CarryStrip() {
  const carrying = useCarrying();
  const data = useData();
  const labels = useLabels();
  const traits = useTraits();
  const disconnected = useDisconnected();
  const view = useView();
  const [draft, setDraft] = useState<OtherDraft | null>(null);
  const [done, setDone] = useState(false);
  const dataset = data.dataset.value;
  const empty = labels.categories.value.length === 0;
  const asks = dataset !== null && empty && !done && data.offers("other_drafts");
  useEffect(() => {
    if (!asks) return;
    let wanted = true;
    // what can't be found is not offered
    carrying.find().then(
      (found) => wanted && setDraft(found),
      () => {},
    );
    return () => {
      wanted = false;
    };
  }, [asks, dataset?.fingerprint]);
  if (!asks || !draft || disconnected.value || traits.status.value.state === "read-only") return null;
  const carry = () => {
    setDone(true);
    view.focusPlot();
    void view.run(carrying.carry(draft));
  };
  const more = draft.categories.length > NAMED ? ` and ${draft.categories.length - NAMED} more` : "";
  const buttons = (
    <>
      <button type="button" class="cxw-button cxw-primary" onClick={carry}>
        Carry them here
      </button>
      <button type="button" class="cxw-icon-button" aria-label="Dismiss" onClick={() => setDone(true)}>
        <Icon name="close" />
      </button>
    </>
  );
  return (
    <Strip tone="offer" icon="again" buttons={buttons}>
      <strong dir="auto">
        Your draft {draft.name} of {draft.dataset} knows {count(draft.nKnown)} of {cells(dataset.nCells)} here
      </strong>
      <span class="cxw-soft" dir="auto" title={draft.path}>
        : {draft.categories.slice(0, NAMED).join(", ")}
        {more}.
      </span>
    </Strip>
  );
}
