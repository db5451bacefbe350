/** Keeps what this page has sent until Python has answered. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { CellSetHeader } from "../../wire/cells";
import type { Json } from "../../wire/messages";
import type { RequestLog } from "../../wire/rpc";
import { type DraftKey, type KeptEdit, type KeptEdits, packBytes } from "./storage";

export interface Whereto extends DraftKey {
  session: string;
}
export interface EditLog extends RequestLog {
  /** Tells this page from others. */
  page: string;
  /** Takes over an edit that another page has left, before it is sent again. */
  adopt(edit: KeptEdit): void;
  waitsFor(id: string): boolean;
  /** How many edits of this page are in the browser's storage. */
  nKept: ReadonlySignal<number>;
}

const KINDS = new Set(["edit", "undo", "redo"]);

export function createEditLog(kept: KeptEdits, whereto: () => Whereto | null): EditLog {
  const page = Array.from(crypto.getRandomValues(new Uint32Array(3)), (n) => n.toString(36)).join("");
  /** Without an answer; true: kept. */
  const waiting = signal<ReadonlyMap<string, boolean>>(new Map());
  let last = 0;

  function keep(edit: KeptEdit): void {
    // Without one that could not be kept, those after it may mean something else ("undo"): they are not kept either.
    const whole = [...waiting.peek().values()].every((is) => is);
    waiting.value = new Map(waiting.peek()).set(edit.id, whole && kept.keep(edit));
  }
  return {
    page,
    nKept: computed(() => [...waiting.value.values()].filter((is) => is).length),
    waitsFor: (id) => waiting.peek().has(id),
    adopt(edit) {
      const to = whereto();
      if (to) keep({ ...edit, page, session: to.session });
    },
    sending(id, kind, body, buffers) {
      const to = whereto();
      if (!KINDS.has(kind) || !to || waiting.peek().has(id)) return;
      last = Math.max(Date.now(), last + 1);
      const what = kind === "edit" ? { op: body.op as string, args: body.args as Json } : {};
      const cells = body.cells as CellSetHeader | undefined;
      const packed = cells && buffers[0] ? { cells, packed: packBytes(buffers[0]) } : {};
      keep({ ...to, id, kind: kind as KeptEdit["kind"], ...what, ...packed, at: last, page });
    },
    answered(id) {
      kept.remove(id);
      if (!waiting.peek().has(id)) return;
      const rest = new Map(waiting.peek());
      rest.delete(id);
      waiting.value = rest;
    },
  };
}
