/** All about the draft: its state, where it is, notes on it, its earlier versions. */
import { Icon } from "../../ui/icons";
import { useDraft, useLink, useNotices, useTraits, useUnsent, useView, useWaiting } from "../common/context";
import { DraftName, DraftPath } from "./DraftFile";
import { applyThen, draftWords, keptHere } from "./draftWords";
import { MergeSection } from "./MergeSection";
import { VersionList } from "./VersionList";
import { WaysOut } from "./WaysOut";

/** `anchor`: what it hangs on. */
export function DraftDetails({ anchor }: { anchor: HTMLElement }) {
  const waiting = useWaiting();
  const link = useLink();
  const traits = useTraits();
  const draft = useDraft();
  const view = useView();
  const status = traits.status.value;
  const hasFile = status.path !== null && status.state !== "unnamed";
  return (
    <section class="cxw-card cxw-draft-card" aria-label="Draft">
      <h2>{draftWords({ traits, waiting, link }).text}</h2>
      <Waiting />
      {hasFile ? (
        <>
          <DraftPath path={status.path ?? ""} />
          {status.state !== "read-only" && status.name !== null && <DraftName name={status.name} />}
        </>
      ) : (
        <p class="cxw-hint">The first category makes a draft in {status.folder}. The data file is never changed.</p>
      )}
      {(status.state === "unsaved" || status.state === "error") && (
        <button type="button" class="cxw-button" onClick={() => void view.attempt(draft.save())}>
          Save now
        </button>
      )}
      <Notes />
      {hasFile && <MergeSection />}
      {hasFile && <WaysOut anchor={anchor} />}
      {hasFile && <VersionList />}
      {status.others.length > 0 && (
        <section class="cxw-draft-part" aria-label="Other drafts">
          <h3>Other drafts of this dataset</h3>
          <ul class="cxw-mono">
            {status.others.map((name) => (
              <li key={name} class="cxw-ellipsis" title={name}>
                {name}
              </li>
            ))}
          </ul>
          <p class="cxw-hint">Not opened: this one is newer. To open one, pass it as annotations_file=.</p>
        </section>
      )}
    </section>
  );
}

function Waiting() {
  const waiting = useWaiting().value;
  const link = useLink().value;
  const kept = useUnsent().nKept.value;
  const silent = link === "silent" || link === "unreached";
  const said = [
    kept > 0 && `${keptHere(kept)}.`,
    kept === 0 && waiting > 0 && "This browser can’t keep a copy of your last edits.",
    (waiting > 0 || silent) && "The kernel is busy, or gone.",
    kept > 0 &&
      `${link === "gone" ? "Restart the kernel" : "If it is gone, restart it"} and run your cells again: ${applyThen(kept)}.`,
  ].filter((sentence) => sentence !== false);
  return said.length > 0 ? <p class="cxw-hint">{said.join(" ")}</p> : null;
}

/** A command between backticks can be copied: one click selects it. */
function withCommand(sentence: string) {
  const found = /^(.*)`(cellxgene-widget .*)`(.*)$/.exec(sentence);
  if (found === null) return sentence;
  return [found[1], <code class="cxw-command">{found[2]}</code>, found[3]];
}

function Notes() {
  const notices = useNotices();
  if (notices.unread.value.length === 0) return null;
  return (
    <ul class="cxw-notes" aria-label="Notes">
      {notices.unread.value.map((sentence) => (
        <li key={sentence}>
          <p class="cxw-warning">{withCommand(sentence)}</p>
          <button
            type="button"
            class="cxw-icon-button"
            aria-label="Dismiss this note"
            onClick={() => notices.dismiss(sentence)}
          >
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  );
}
