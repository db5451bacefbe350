/** The edits made, one back and one forth, and the last of them as Python. */
import type { Rpc } from "../../wire/rpc";
import type { PastEdit } from "../../wire/types";
import { type EditResult, revisionOf } from "../base/edit";
import type { Traits } from "../base/traits";
import { requireWritable } from "../base/writable";

export interface History {
  undo(): Promise<EditResult>;
  redo(): Promise<EditResult>;
  /** The last change of labels or selection as Python. */
  code(): Promise<string>;
  /** `n` of the edits that have all words of the query, from a place on (oldest first), else the newest. */
  page(query: string, n: number, begin?: number): Promise<EditPage>;
  /** Selects the cells whose label an edit changed. */
  show(edit: PastEdit): Promise<{ n: number; nGone: number }>;
  /** The labels as they were after an edit: an edit of its own. */
  restoreTo(edit: PastEdit): Promise<EditResult>;
}
export interface EditPage {
  begin: number;
  total: number;
  edits: readonly PastEdit[];
}

/** `withdraw`: takes back what a kernel that is gone could not be sent, and says what it was. */
export function createHistory(rpc: Rpc, traits: Pick<Traits, "status">, withdraw: () => string | null): History {
  async function step(kind: "undo" | "redo"): Promise<EditResult> {
    requireWritable(traits);
    const kept = kind === "undo" && rpc.disconnected.peek() ? withdraw() : null;
    if (kept !== null) return { message: `Not kept any more: ${kept}`, revision: null };
    const { body } = await rpc.ask(kind);
    const what = body.message;
    const [did, nothing] = kind === "undo" ? ["Undid", "Nothing to undo"] : ["Redid", "Nothing to redo"];
    return { message: what === null ? nothing : `${did}: ${what}`, revision: null };
  }
  return {
    undo: () => step("undo"),
    redo: () => step("redo"),
    async code() {
      return (await rpc.ask("code")).body.code;
    },
    async page(query, n, begin) {
      return (await rpc.ask("history", { query, n, ...(begin !== undefined && { begin }) })).body;
    },
    async show({ revision }) {
      return (await rpc.ask("history_cells", { revision })).body;
    },
    async restoreTo({ revision, text }) {
      requireWritable(traits);
      const { body } = await rpc.ask("restore_to", { revision });
      const changed = revisionOf(body);
      const state = `the labels after “${text}”`;
      return { message: changed === null ? `These are ${state} already` : `Restored ${state}`, revision: changed };
    },
  };
}
