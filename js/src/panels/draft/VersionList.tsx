/** Earlier versions of the draft, newest first: what is different in each, a look at it, and the way back. */
import { TwoStep } from "../../ui/TwoStep";
import type { Version } from "../../wire/types";
import { count, when } from "../../words";
import { useDraft, usePreview, useTraits, useView } from "../common/context";
import { type Described, useVersions } from "./useVersions";

export function VersionList() {
  const { versions, described, problem } = useVersions();
  const named = times(versions ?? []);
  return (
    <section class="cxw-draft-part" aria-label="Earlier versions" aria-busy={versions === null && !problem}>
      <h3>Earlier versions, each until the time beside it</h3>
      {problem && <p class="cxw-error">{problem}</p>}
      {!problem && versions === null && <p class="cxw-hint">Reading them…</p>}
      {versions?.length === 0 && <p class="cxw-hint">None yet. Each save keeps the version before it.</p>}
      {versions && versions.length > 0 && (
        <ul class="cxw-versions cxw-scroll">
          {versions.map((version, i) => (
            <VersionRow
              key={version.version}
              version={version}
              time={named[i] ?? ""}
              described={described.get(version.version)}
            />
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

interface VersionRowProps {
  version: Version;
  time: string;
  described: Described | undefined;
}

function VersionRow({ version, time, described }: VersionRowProps) {
  const traits = useTraits();
  const draft = useDraft();
  const preview = usePreview();
  const view = useView();
  const words = changesOf(described);
  const unreadable = typeof described === "string";
  const labelled = described && !unreadable ? `${count(described.nLabelled)} labelled` : "";
  return (
    <li>
      <time dateTime={version.savedAt}>{time}</time>
      <span
        class={unreadable ? "cxw-version-words cxw-warning" : "cxw-version-words"}
        title={unreadable ? described : [words, labelled].filter(Boolean).join(" · ")}
        aria-busy={!described}
      >
        {words}
        {words && labelled && <span class="cxw-faint"> · </span>}
        <span class="cxw-faint">{labelled}</span>
      </span>
      <button
        type="button"
        class="cxw-button"
        aria-label={`Preview ${time}`}
        disabled={unreadable}
        onClick={() => {
          view.layer.close();
          // what lies over the plot steps aside
          view.room.full.value = false;
          void view.attempt(preview.show(version, traits.category.peek() ?? undefined));
        }}
      >
        Preview
      </button>
      <TwoStep
        text="Restore"
        label={`Restore ${time}`}
        question="Go back to it?"
        disabled={unreadable || traits.status.value.state === "read-only"}
        onConfirm={() => {
          view.layer.close();
          preview.back();
          return view.run(draft.restore(version));
        }}
      />
    </li>
  );
}

/** "+214 B cell, NK renamed NK cell"; empty where nothing is different, or nothing to compare with. */
function changesOf(described: Described | undefined): string {
  if (described === undefined) return "";
  return typeof described === "string" ? "can’t be read" : described.changes.join(", ");
}
