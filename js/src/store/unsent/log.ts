/** Keeps what this page has sent until Python has answered. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { RequestLog } from "../../wire/rpc";
import { type DraftKey, packBytes, type UnsentEdit, type UnsentStorage } from "./storage";

export interface Whereto extends DraftKey {
  session: string;
}
export interface EditLog extends RequestLog {
  /** Tells this page from others. */
  page: string;
  /** Takes over an edit that another page has left, before it is sent again. */
  adopt(edit: UnsentEdit): void;
  waitsFor(id: string): boolean;
  /** How many edits of this page are in the browser's storage. */
  nKept: ReadonlySignal<number>;
}

export function createEditLog(storage: UnsentStorage, whereto: () => Whereto | null): EditLog {
  const page = Array.from(crypto.getRandomValues(new Uint32Array(3)), (n) => n.toString(36)).join("");
  /** Without an answer; true: kept. */
  const waiting = signal<ReadonlyMap<string, boolean>>(new Map());
  let last = 0;

  function keep(edit: UnsentEdit): void {
    // Without one that could not be kept, those after it may mean something else ("undo"): they are not kept either.
    const whole = [...waiting.peek().values()].every((is) => is);
    waiting.value = new Map(waiting.peek()).set(edit.id, whole && storage.keep(edit));
  }
  return {
    page,
    nKept: computed(() => [...waiting.value.values()].filter((is) => is).length),
    waitsFor: (id) => waiting.peek().has(id),
    adopt(edit) {
      const to = whereto();
      if (to) keep({ ...edit, page, session: to.session });
    },
    sending({ id, kind, body, buffers }) {
      const to = whereto();
      if (!to || waiting.peek().has(id)) return;
      if (kind !== "edit" && kind !== "undo" && kind !== "redo") return;
      last = Math.max(Date.now(), last + 1);
      const what = kind === "edit" ? { op: body.op, args: { ...body.args } } : {};
      const cells = kind === "edit" ? body.cells : undefined;
      const packed = cells && buffers[0] ? { cells, packed: packBytes(buffers[0]) } : {};
      keep({ ...to, id, kind, ...what, ...packed, at: last, page });
    },
    answered(id) {
      storage.remove(id);
      if (!waiting.peek().has(id)) return;
      const rest = new Map(waiting.peek());
      rest.delete(id);
      waiting.value = rest;
    },
  };
}
