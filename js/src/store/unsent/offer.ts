/** Edits of an earlier page or kernel that never reached Python: found when a draft is shown, and offered once. */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { keptEdit } from "../../wire/bodies";
import type { Rpc } from "../../wire/rpc";
import { type EditResult, revisionOf } from "../base/edit";
import type { Problems } from "../base/problems";
import type { EditLog, Whereto } from "./log";
import type { OtherPages } from "./otherPages";
import { type UnsentEdit, type UnsentStorage, unpackBytes } from "./storage";
import { inWords } from "./words";

export interface Offer {
  offered: ReadonlySignal<readonly UnsentEdit[]>;
  /** Sends them in order, under the ids they had: Python makes those it does not have. */
  apply(): Promise<EditResult>;
  discard(): void;
  /** Takes those out of the offer that are no longer kept: another page has dealt with them, or an answer came. */
  prune(): void;
}

interface Needs {
  rpc: Rpc;
  storage: UnsentStorage;
  log: EditLog;
  otherPages: OtherPages;
  /** The draft on screen, if it may be edited. */
  whereto: ReadonlySignal<Whereto | null>;
  problems: Pick<Problems, "report">;
}

export function createOffer(needs: Needs, lifetime: AbortSignal): Offer {
  const { rpc, storage, log, otherPages, whereto, problems } = needs;
  const offered = signal<readonly UnsentEdit[]>([]);
  let looks = 0;

  function left(to: Whereto): UnsentEdit[] {
    return storage.of(to).filter((edit) => !log.waitsFor(edit.id));
  }
  async function look(to: Whereto): Promise<void> {
    const mine = ++looks;
    const found = left(to);
    if (found.length === 0) {
      offered.value = [];
      return;
    }
    // Sent to this very session by another page: if that page is still open, its answers will come.
    const others = found.some(({ session }) => session === to.session) ? await otherPages.others() : new Set();
    const orphans = found.filter(({ session, page }) => session !== to.session || !others.has(page));
    if (orphans.length === 0) return;
    otherPages.attend();
    const { body } = await rpc.ask("known", { requests: orphans.map(({ id }) => id) });
    for (const id of body.known) storage.remove(id);
    const there = new Set(left(to).map(({ id }) => id));
    if (mine === looks) offered.value = orphans.filter(({ id }) => there.has(id));
  }
  // By its text: it is made anew at each change of the draft's state.
  const key = computed(() => JSON.stringify(whereto.value));
  const stop = effect(() => {
    const to = JSON.parse(key.value) as Whereto | null;
    if (to) void look(to).catch(problems.report);
    else {
      looks++;
      offered.value = [];
    }
  });
  lifetime.addEventListener("abort", stop);

  async function send(edit: UnsentEdit): Promise<number | null> {
    const { packed } = edit;
    const buffers = packed === undefined ? [] : [unpackBytes(packed)];
    const { body } =
      edit.kind === "edit"
        ? await rpc.ask("edit", keptEdit(edit), buffers, edit.id)
        : await rpc.ask(edit.kind, {}, buffers, edit.id);
    return revisionOf(body);
  }
  return {
    offered,
    async apply() {
      const edits = offered.peek();
      looks++;
      offered.value = [];
      for (const edit of edits) log.adopt(edit);
      otherPages.tell();
      const results = await Promise.allSettled(edits.map(send));
      let [refused, revision] = [0, null as number | null];
      for (const [i, result] of results.entries()) {
        if (result.status === "fulfilled") revision = result.value ?? revision;
        else {
          refused++;
          problems.report(`Could not ${inWords(edits[i] as UnsentEdit)}: ${(result.reason as Error).message}`);
        }
      }
      const done = edits.length - refused;
      // "Undo" beside the message takes back one edit: it would say too little of several.
      const message = done === 0 ? "No edit was applied" : `Applied ${done} ${done === 1 ? "edit" : "edits"}`;
      return { message, revision: done === 1 ? revision : null };
    },
    discard() {
      for (const { id } of offered.peek()) storage.remove(id);
      looks++;
      offered.value = [];
      otherPages.tell();
    },
    prune() {
      const to = whereto.peek();
      if (offered.peek().length === 0 || !to) return;
      const there = new Set(left(to).map(({ id }) => id));
      offered.value = offered.peek().filter(({ id }) => there.has(id));
    },
  };
}
