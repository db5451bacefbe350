/** Earlier versions of the draft, newest first; going back to one is an edit like others. */
import { TwoStep } from "../../ui/TwoStep";
import type { Version } from "../../wire/types";
import { count, when } from "../../words";
import { useDraft, useTraits, useView } from "../common/context";
import { useVersions } from "./useVersions";

export function VersionList() {
  const { versions, problem } = useVersions();
  return (
    <section class="cxw-draft-part" aria-label="Earlier versions" aria-busy={versions === null && !problem}>
      <h3>Earlier versions</h3>
      {problem && <p class="cxw-error">{problem}</p>}
      {!problem && versions === null && <p class="cxw-hint">Reading them…</p>}
      {versions?.length === 0 && <p class="cxw-hint">None yet. Each save keeps the version before it.</p>}
      {versions && versions.length > 0 && (
        <ul class="cxw-versions cxw-scroll">
          {versions.map((version, i) => (
            <VersionRow key={version.version} version={version} time={times(versions)[i] ?? ""} />
          ))}
        </ul>
      )}
    </section>
  );
}

/** With seconds where the minute would name several. */
function times(versions: Version[]): string[] {
  const minutes = versions.map(({ savedAt }) => when(savedAt));
  return minutes.map((minute, i) => {
    const seconds = String(new Date(versions[i]?.savedAt ?? "").getSeconds()).padStart(2, "0");
    return minutes.indexOf(minute) === minutes.lastIndexOf(minute) ? minute : `${minute}:${seconds}`;
  });
}

function VersionRow({ version, time }: { version: Version; time: string }) {
  const traits = useTraits();
  const draft = useDraft();
  const view = useView();
  const { nLabelled } = version;
  return (
    <li>
      <time dateTime={version.savedAt}>{time}</time>
      <span class="cxw-soft">{nLabelled === null ? "can't be read" : `${count(nLabelled)} labelled`}</span>
      <TwoStep
        text="Restore"
        label={`Restore ${time}`}
        question="Go back to it?"
        disabled={nLabelled === null || traits.status.value.state === "read-only"}
        onConfirm={() => {
          view.layer.close();
          return view.run(draft.restore(version));
        }}
      />
    </li>
  );
}
