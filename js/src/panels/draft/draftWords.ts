/** The state of the draft, as a person reads it. */
import { readOnlyWords } from "../../store/base/writable";
import type { Slice } from "../../store/store";
import type { Status } from "../../wire/types";
import { clock } from "../../words";

export interface DraftWords {
  mood: "ok" | "busy" | "bad" | "locked" | "none";
  text: string;
  /** Where there is little room, and a strip says the rest. */
  short?: string;
}

export function draftWords({ traits, waiting, link }: Slice<"traits" | "waiting" | "link">): DraftWords {
  const status = traits.status.value;
  const nWaiting = waiting.value;
  // What Python told of the draft says nothing while it is not known to be there.
  switch (link.value) {
    case "gone":
      return { mood: "bad", text: "Kernel gone: run your cells again", short: "Kernel gone" };
    case "unreached":
      return { mood: "busy", text: "Not connected: the kernel has not answered yet", short: "Not connected" };
    case "new":
      return { mood: "none", text: "Connecting…" };
    case "silent":
      if (nWaiting === 0) return { mood: "busy", text: "Waiting for the kernel" };
  }
  if (nWaiting > 0) return { mood: "busy", text: `Waiting for the kernel (${nWaiting})` };
  switch (status.state) {
    case "saved":
      if (status.savedAt) return { mood: "ok", text: `Saved ${clock(status.savedAt)}` };
      return { mood: "ok", text: traits.revision.value > 0 ? "Saved" : "Nothing to save yet" };
    case "unsaved":
      return { mood: "busy", text: "Unsaved" };
    case "saving":
      return { mood: "busy", text: "Saving…" };
    case "error":
      return { mood: "bad", text: couldNotSave(status.message), short: "Could not save" };
    case "read-only":
      return { mood: "locked", text: readOnlyWords(status), short: "Read-only" };
    case "closed":
      return { mood: "none", text: "Closed" };
    case "unnamed":
      return { mood: "none", text: "No draft yet" };
  }
}

export function couldNotSave(reason: string | null): string {
  return `Could not save: ${reason ?? "unknown reason"} (trying again)`;
}

/** Of edits that could not be saved. */
export function whereEditsAre({ onlyInMemory }: Pick<Status, "onlyInMemory">): string {
  return onlyInMemory
    ? "Your edits are only in memory: don't close the notebook before this is mended."
    : "Go on: your edits are in its journal.";
}

export function edits(n: number): string {
  return n === 1 ? "1 edit" : `${n} edits`;
}

/** Of edits that a kernel did not answer: where they are. */
export function keptHere(n: number): string {
  return `Your last ${n === 1 ? "edit is" : `${n} edits are`} kept in this browser`;
}

/** What becomes of them. */
export function applyThen(n: number): string {
  return `you can apply ${n === 1 ? "it" : "them"} here then`;
}
