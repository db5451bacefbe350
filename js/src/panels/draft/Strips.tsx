/** What concerns the whole draft and stays until it is dealt with: rows of their own, so that nothing covers them. */
import { useState } from "preact/hooks";
import { inWords } from "../../store/base/inWords";
import { readOnlyWords } from "../../store/base/writable";
import { Icon } from "../../ui/icons";
import { TwoStep } from "../../ui/TwoStep";
import { when } from "../../words";
import { useData, useDisconnected, useDraft, useNotices, useTraits, useUnsent, useView } from "../common/context";
import { CarryStrip } from "./CarryStrip";
import { applyThen, couldNotSave, edits, keptHere, whereEditsAre } from "./draftWords";
import { PreviewStrip } from "./PreviewStrip";
import { Strip } from "./Strip";

export function Strips() {
  return (
    <div class="cxw-strips cxw-scroll" role="status" aria-label="Draft">
      <PreviewStrip />
      <CouldNotSave />
      <KernelGone />
      <ReadOnly />
      <Offer />
      <CarryStrip />
      <Overlap />
      <Notices />
    </div>
  );
}

function CouldNotSave() {
  const traits = useTraits();
  const draft = useDraft();
  const view = useView();
  const status = traits.status.value;
  if (status.state !== "error") return null;
  const save = (
    <button type="button" class="cxw-button" onClick={() => void view.attempt(draft.save())}>
      Save now
    </button>
  );
  return (
    <Strip tone="bad" icon="alert" buttons={save}>
      <strong>{couldNotSave(status.message)}</strong> <span class="cxw-soft">{whereEditsAre(status)}</span>
    </Strip>
  );
}

function KernelGone() {
  const disconnected = useDisconnected();
  const unsent = useUnsent();
  if (!disconnected.value) return null;
  const n = unsent.nKept.value;
  return (
    <Strip tone="bad" icon="alert">
      <strong>The kernel is gone.</strong> Run your cells again to go on.
      {n > 0 && ` ${keptHere(n)}: ${applyThen(n)}.`}
    </Strip>
  );
}

function ReadOnly() {
  const traits = useTraits();
  const draft = useDraft();
  const view = useView();
  const status = traits.status.value;
  if (status.state !== "read-only") return null;
  const takeOver = (
    <TwoStep
      text="Take over"
      question="The other one becomes read-only. Take over?"
      onConfirm={() => view.run(draft.takeOver())}
    />
  );
  return (
    <Strip tone="calm" icon="lock" buttons={takeOver}>
      {readOnlyWords(status)}.
    </Strip>
  );
}

const NAMED = 3;

function Offer() {
  const disconnected = useDisconnected();
  const unsent = useUnsent();
  const view = useView();
  const offered = unsent.offered.value;
  const [first] = offered;
  if (!first || disconnected.value) return null;
  const elsewhere = unsent.elsewhere.value;
  const all = offered.map(({ edit, foreseen }) => inWords(edit, foreseen));
  const more = all.length > NAMED ? ` and ${all.length - NAMED} more` : "";
  const others = Math.max(...offered.map(({ foreseen }) => foreseen.others ?? 0));
  const known = offered.every(({ foreseen }) => foreseen.others !== null);
  // Neither is the natural thing to do where others went on meanwhile, or it was somewhere else.
  const natural = known && others === 0 && elsewhere === null;
  const buttons = (
    <>
      <button
        type="button"
        class={natural ? "cxw-button cxw-primary" : "cxw-button"}
        disabled={offered.every(({ foreseen }) => foreseen.problem !== null)}
        onClick={() => {
          view.focusPlot();
          void view.run(unsent.apply());
        }}
      >
        Apply
      </button>
      <TwoStep text="Discard" question="Discard for good?" onConfirm={async () => unsent.discard()} />
    </>
  );
  return (
    <Strip tone="offer" icon="again" buttons={buttons}>
      <strong>{edits(offered.length)} did not reach the kernel</strong>{" "}
      <span class="cxw-soft">
        {elsewhere === null ? "" : `in ${elsewhere.split(/[\\/]/).at(-1)} `}at{" "}
        {when(new Date(first.edit.at).toISOString())}:
      </span>{" "}
      <span title={all.join("\n")}>
        {all.slice(0, NAMED).join("; ")}
        {more}.
      </span>
      {others > 0 && ` Since then ${others === 1 ? "another edit was" : `${others} other edits were`} made.`}
    </Strip>
  );
}

/** Of the embeddings on screen. */
function Overlap() {
  const data = useData();
  const traits = useTraits();
  const view = useView();
  const [dismissed, setDismissed] = useState(false);
  const { second } = view.plots;
  const embeddings = data.dataset.value?.embeddings ?? [];
  const shown = [traits.embedding.value, second.value];
  const over = embeddings.find(({ key, overlap }) => overlap && shown.includes(key));
  const first = embeddings.find(({ of, section }) => of === over?.key && section !== null);
  if (!over || !first || dismissed) return null;
  const showOne = () => {
    if (traits.embedding.peek() === over.key) traits.set("embedding", first.key);
    if (second.peek() === over.key) second.value = first.key;
  };
  const buttons = (
    <>
      <button type="button" class="cxw-button" onClick={showOne}>
        Show one
      </button>
      <button type="button" class="cxw-icon-button" aria-label="Dismiss" onClick={() => setDismissed(true)}>
        <Icon name="close" />
      </button>
    </>
  );
  return (
    <Strip tone="note" icon="info" buttons={buttons}>
      Sections of the tissue lie over each other here: a lasso takes cells of all of them.
    </Strip>
  );
}

function Notices() {
  const notices = useNotices();
  const data = useData();
  // said above, while it concerns what is shown
  const said = new Set(data.dataset.value?.embeddings.map(({ overlap }) => overlap));
  const fresh = notices.fresh.value.filter((sentence) => !said.has(sentence));
  return fresh.map((sentence) => (
    <Strip
      key={sentence}
      tone="note"
      icon="info"
      buttons={
        <button type="button" class="cxw-icon-button" aria-label="Dismiss" onClick={() => notices.dismiss(sentence)}>
          <Icon name="close" />
        </button>
      }
    >
      {sentence}
    </Strip>
  ));
}
