/** Every edit, newest first: who, when, what, on how many cells. One shows its cells; each can be gone back to. */
import { useEffect, useState } from "preact/hooks";
import { TwoStep } from "../../ui/TwoStep";
import { VirtualList } from "../../ui/VirtualList";
import type { PastEdit } from "../../wire/types";
import { cells, count, when } from "../../words";
import { useHistory, useTraits, useView } from "../common/context";
import { SearchField } from "../common/SearchField";
import { type PastEdits, usePastEdits } from "./usePastEdits";

export function HistoryTab() {
  const [typed, setTyped] = useState("");
  const query = typed.trim();
  const edits = usePastEdits(query);
  const { total, problem } = edits;
  const rows = Array.from({ length: total ?? 0 }, (_, index) => index);
  return (
    <section class="cxw-history" aria-label="History" aria-busy={total === null && !problem}>
      <header class="cxw-history-head">
        <SearchField label="Find an edit" value={typed} onInput={setTyped} />
        <span class="cxw-hint cxw-nowrap" role="status">
          {total !== null && told(total, query !== "")}
        </span>
        <span class="cxw-hint cxw-ellipsis cxw-history-hint">Click an edit to select its cells.</span>
      </header>
      {problem && <p class="cxw-error cxw-history-note">{problem}</p>}
      {total === 0 && !problem && (
        <p class="cxw-hint cxw-history-note">
          {query === "" ? "No edit yet: each one is listed here as you make it." : `No edit has “${query}” in it.`}
        </p>
      )}
      {total !== null && total > 0 && (
        <VirtualList
          label="Edits"
          items={rows}
          // the place from the oldest on: a row stays the same one as newer edits come
          keyOf={(index) => total - 1 - index}
          row={(index, tabIndex) => <EditRow index={index} edits={edits} tabIndex={tabIndex} />}
        />
      )}
    </section>
  );
}

function told(total: number, filtered: boolean): string {
  return `${count(total)} ${total === 1 ? "edit" : "edits"}${filtered ? " found" : ""}`;
}

interface EditRowProps {
  index: number;
  edits: PastEdits;
  tabIndex: 0 | -1;
}

function EditRow({ index, edits, tabIndex }: EditRowProps) {
  const history = useHistory();
  const traits = useTraits();
  const view = useView();
  const edit = edits.at(index);
  useEffect(() => edits.want(index));
  if (!edit) return <div class="cxw-past" aria-busy="true" />;
  const { revision, text, nChanged, user } = edit;
  const time = timeOf(edit);
  const show = async () => {
    const { n, nGone } = await history.show(edit);
    const gone = nGone > 0 ? `; ${count(nGone)} more ${nGone === 1 ? "is" : "are"} not in the data any more` : "";
    view.say({ text: `Selected the ${cells(n)} of “${text}”${gone}`, undoes: null });
  };
  const isNow = revision === traits.revision.value;
  return (
    <div class="cxw-past" data-now={isNow}>
      <button
        type="button"
        class="cxw-past-edit"
        data-stop
        tabIndex={tabIndex}
        title={`${text}\n${[time, user].filter(Boolean).join(", ")}`}
        aria-disabled={nChanged === 0}
        onClick={() => nChanged > 0 && void view.attempt(show())}
      >
        <time class="cxw-past-time" dateTime={edit.time ?? undefined}>
          {time}
        </time>
        <span class="cxw-ellipsis">{text}</span>
        <span class="cxw-past-cells">{nChanged > 0 && cells(nChanged)}</span>
        <span class="cxw-past-user cxw-ellipsis">{user}</span>
      </button>
      {isNow ? (
        <span class="cxw-past-now">as it is now</span>
      ) : (
        <TwoStep
          text="Restore to here"
          label={`Restore to here: ${text}`}
          question="Back to this state?"
          tabIndex={tabIndex}
          disabled={traits.status.value.state === "read-only"}
          onConfirm={() => view.run(history.restoreTo(edit))}
        />
      )}
    </div>
  );
}

function timeOf({ time }: PastEdit): string {
  return time === null || Number.isNaN(Date.parse(time)) ? "" : when(time);
}
