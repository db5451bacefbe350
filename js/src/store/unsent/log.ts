/** Keeps what this page has sent until Python has answered. */

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { packBytes } from "../../wire/base64";
import { randomId } from "../../wire/randomId";
import type { RequestLog } from "../../wire/rpc";
import type { DraftKey, UnsentEdit, UnsentStorage } from "./storage";

export interface Whereto extends DraftKey {
  session: string;
  notebook: string | null;
}
export interface EditLog extends RequestLog {
  /** Tells this page from others. */
  page: string;
  /** Takes over an edit that another page has left, before it is sent again. */
  adopt(edit: UnsentEdit): void;
  waitsFor(id: string): boolean;
  /** Takes back the last edit that could not be sent; null: there is none. */
  withdraw(): UnsentEdit | null;
  /** Lets go of what other pages have dealt with. */
  prune(): void;
  /** How many edits of this page are in the browser's storage. */
  nKept: ReadonlySignal<number>;
}

/** An edit without an answer. */
interface Waiting {
  edit: UnsentEdit;
  kept: boolean;
  /** It never left: the kernel is gone. */
  unsendable: boolean;
}

/** `revision`: of the draft, as far as the page was told. */
export function createEditLog(
  storage: UnsentStorage,
  whereto: () => Whereto | null,
  revision: () => number = () => 0,
): EditLog {
  const page = randomId();
  const waiting = signal<ReadonlyMap<string, Waiting>>(new Map());
  let last = 0;

  function keep(edit: UnsentEdit): void {
    // Without one that could not be kept, those after it may mean something else ("undo"): they are not kept either.
    const whole = [...waiting.peek().values()].every(({ kept }) => kept);
    const kept = whole && storage.keep(edit);
    waiting.value = new Map(waiting.peek()).set(edit.id, { edit, kept, unsendable: false });
  }
  function forget(id: string): void {
    storage.remove(id);
    if (!waiting.peek().has(id)) return;
    const rest = new Map(waiting.peek());
    rest.delete(id);
    waiting.value = rest;
  }
  return {
    page,
    nKept: computed(() => [...waiting.value.values()].filter(({ kept }) => kept).length),
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
      const known = { revision: revision(), after: [...waiting.peek().keys()] };
      keep({ ...to, id, kind, ...what, ...packed, ...known, at: last, page });
    },
    answered: forget,
    failed(id) {
      const mine = waiting.peek().get(id);
      // An undo meant what was seen then: with edits kept it takes back those, else there is nothing to come back to.
      if (!mine?.kept || mine.edit.kind !== "edit") {
        forget(id);
        return false;
      }
      waiting.value = new Map(waiting.peek()).set(id, { ...mine, unsendable: true });
      return true;
    },
    withdraw() {
      const mine = [...waiting.peek().values()].findLast(({ unsendable }) => unsendable);
      if (!mine) return null;
      forget(mine.edit.id);
      return mine.edit;
    },
    prune() {
      const now = [...waiting.peek()].map(([id, mine]) => [id, { ...mine, kept: storage.has(id) }] as const);
      waiting.value = new Map(now.filter(([, { kept, unsendable }]) => kept || !unsendable));
    },
  };
}
