/** What concerns the whole draft and stays until it is dealt with: rows of their own, so that nothing covers them. */
import type { ComponentChildren } from "preact";
import { readOnlyWords } from "../../store/base/writable";
import { inWords } from "../../store/unsent/words";
import { Icon, type IconName } from "../../ui/icons";
import { TwoStep } from "../../ui/TwoStep";
import { clock } from "../../words";
import { useDisconnected, useDraft, useNotices, useTraits, useUnsent, useView } from "../common/context";
import { couldNotSave, edits } from "./draftWords";

export function Strips() {
  return (
    <div class="cxw-strips cxw-scroll" role="status" aria-label="Draft">
      <CouldNotSave />
      <KernelGone />
      <ReadOnly />
      <Offer />
      <Notices />
    </div>
  );
}

interface StripProps {
  tone: "bad" | "calm" | "offer" | "note";
  icon: IconName;
  children: ComponentChildren;
  buttons?: ComponentChildren;
}

function Strip({ tone, icon, children, buttons }: StripProps) {
  return (
    <div class="cxw-strip" data-tone={tone}>
      <span class="cxw-strip-mark">
        <Icon name={icon} />
      </span>
      <p>{children}</p>
      <div class="cxw-strip-buttons">{buttons}</div>
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
      <strong>{couldNotSave(status.message)}</strong> <span class="cxw-soft">Go on: your labels are in memory.</span>
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
      <strong>The kernel is gone.</strong> Run the cell again to go on.
      {n > 0 && ` ${edits(n)} that it did not answer ${n === 1 ? "is" : "are"} kept in this browser and offered then.`}
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
      question="The other notebook becomes read-only. Take over?"
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
  const all = offered.map(inWords);
  const more = all.length > NAMED ? ` and ${all.length - NAMED} more` : "";
  const buttons = (
    <>
      <button
        type="button"
        class="cxw-button cxw-primary"
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
      <span class="cxw-soft">at {clock(new Date(first.at).toISOString())}:</span>{" "}
      <span title={all.join("\n")}>
        {all.slice(0, NAMED).join(", ")}
        {more}
      </span>
    </Strip>
  );
}

function Notices() {
  const notices = useNotices();
  return notices.fresh.value.map((sentence) => (
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
