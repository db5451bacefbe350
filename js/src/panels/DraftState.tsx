/** Whether the work is safe, in a few words; a click tells where it is. */
import { useRef, useState } from "preact/hooks";
import type { Status } from "../wire";
import { clock } from "../words";
import { useHere } from "./context";

type Mood = "ok" | "busy" | "bad" | "none";

function inWords(status: Status, waiting: number, disconnected: boolean): { mood: Mood; text: string } {
  if (disconnected) return { mood: "bad", text: "Kernel gone: run the cell again" };
  if (waiting > 0) return { mood: "busy", text: `Waiting for the kernel (${waiting})` };
  switch (status.state) {
    case "saved":
      return { mood: "ok", text: status.savedAt ? `Saved ${clock(status.savedAt)}` : "Nothing to save yet" };
    case "unsaved":
      return { mood: "busy", text: "Unsaved" };
    case "saving":
      return { mood: "busy", text: "Saving…" };
    case "error":
      return { mood: "bad", text: `Could not save: ${status.message ?? "unknown reason"} (trying again)` };
    case "closed":
      return { mood: "none", text: "Closed" };
    case "unnamed":
      return { mood: "none", text: "No draft yet" };
  }
}

export function DraftState() {
  const { store, view } = useHere();
  const status = store.traits.status.value;
  const { mood, text } = inWords(status, store.waiting.value, store.disconnected.value);
  return (
    <button
      type="button"
      class="cxw-draft"
      data-mood={mood}
      aria-haspopup="dialog"
      aria-label={`Draft: ${text}`}
      title={text}
      onClick={(event) =>
        view.layer.open({
          kind: "popover",
          label: "Draft",
          anchor: event.currentTarget,
          content: () => <DraftDetails />,
        })
      }
    >
      <span class="cxw-dot" aria-hidden="true" />
      <span class="cxw-ellipsis" role="status">
        {text}
      </span>
      {status.warnings.length > 0 && <span class="cxw-warning cxw-nowrap">{notes(status.warnings.length)}</span>}
      {status.file && <span class="cxw-faint cxw-ellipsis cxw-draft-file">{status.file}</span>}
    </button>
  );
}

function notes(n: number): string {
  return n === 1 ? "1 note" : `${n} notes`;
}

function DraftDetails() {
  const { store, view } = useHere();
  const status = store.traits.status.value;
  const { text } = inWords(status, store.waiting.value, store.disconnected.value);
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    const path = field.current;
    if (!path) return;
    path.select();
    // navigator.clipboard is missing where Jupyter is served over plain http from another machine.
    if (navigator.clipboard) await navigator.clipboard.writeText(path.value).catch(() => document.execCommand("copy"));
    else document.execCommand("copy");
    setCopied(true);
  };
  return (
    <section class="cxw-card" aria-label="Draft">
      <h2>{text}</h2>
      {status.path === null || status.state === "unnamed" ? (
        <p class="cxw-hint">The first category makes a draft in {status.folder}. The data file is never changed.</p>
      ) : (
        <div class="cxw-path">
          <input
            ref={field}
            class="cxw-mono"
            title={status.path}
            readOnly
            aria-label="Path of the draft"
            value={status.path}
          />
          <button type="button" class="cxw-button" data-autofocus onClick={() => void copy()}>
            {copied ? "Copied" : "Copy path"}
          </button>
        </div>
      )}
      {(status.state === "unsaved" || status.state === "error") && (
        <button type="button" class="cxw-button" onClick={() => void view.attempt(store.annotations.save())}>
          Save now
        </button>
      )}
      {status.warnings.map((warning) => (
        <p key={warning} class="cxw-warning">
          {warning}
        </p>
      ))}
    </section>
  );
}
