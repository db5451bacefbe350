/** The edits made, one back and one forth, and the last of them as Python. */
import type { Rpc } from "../../wire/rpc";
import type { EditResult } from "../base/edit";
import type { Traits } from "../base/traits";
import { requireWritable } from "../base/writable";

export interface History {
  undo(): Promise<EditResult>;
  redo(): Promise<EditResult>;
  /** The last change of labels or selection as Python. */
  code(): Promise<string>;
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
  };
}
