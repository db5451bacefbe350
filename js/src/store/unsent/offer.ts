/** Edits of an earlier page or kernel that never reached Python: found when a draft is shown, and offered once. */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Json } from "../../wire/messages";
import type { Rpc } from "../../wire/rpc";
import type { EditResult } from "../base/edit";
import type { Problems } from "../base/problems";
import type { EditLog, Whereto } from "./log";
import type { RollCall } from "./otherPages";
import { type KeptEdit, type KeptEdits, unpackBytes } from "./storage";
import { inWords } from "./words";

export interface Leftovers {
  offered: ReadonlySignal<readonly KeptEdit[]>;
  /** Sends them in order, under the ids they had: Python makes those it does not have. */
  apply(): Promise<EditResult>;
  discard(): void;
  /** Takes those out of the offer that are no longer kept: another page has dealt with them, or an answer came. */
  prune(): void;
}

interface Needs {
  rpc: Rpc;
  kept: KeptEdits;
  log: EditLog;
  rollCall: RollCall;
  /** The draft on screen, if it may be edited. */
  whereto: ReadonlySignal<Whereto | null>;
  problems: Problems;
}

export function createLeftovers(needs: Needs, lifetime: AbortSignal): Leftovers {
  const { rpc, kept, log, rollCall, whereto, problems } = needs;
  const offered = signal<readonly KeptEdit[]>([]);
  let looks = 0;

  function left(to: Whereto): KeptEdit[] {
    return kept.of(to).filter((edit) => !log.waitsFor(edit.id));
  }
  async function look(to: Whereto): Promise<void> {
    const mine = ++looks;
    const found = left(to);
    if (found.length === 0) {
      offered.value = [];
      return;
    }
    // Sent to this very session by another page: if that page is still open, its answers will come.
    const others = found.some(({ session }) => session === to.session) ? await rollCall.others() : new Set();
    const orphans = found.filter(({ session, page }) => session !== to.session || !others.has(page));
    if (orphans.length === 0) return;
    rollCall.attend();
    const { body } = await rpc.ask("known", { requests: orphans.map(({ id }) => id) });
    for (const id of body.known as string[]) kept.remove(id);
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

  async function send(edit: KeptEdit): Promise<number | null> {
    const { id, kind, op, args, cells, packed } = edit;
    const body: Json = kind === "edit" ? { op, args, ...(cells && { cells }) } : {};
    const reply = await rpc.ask(kind, body, packed === undefined ? [] : [unpackBytes(packed)], id);
    return reply.body.message === null ? null : (reply.body.revision as number);
  }
  return {
    offered,
    async apply() {
      const edits = offered.peek();
      looks++;
      offered.value = [];
      for (const edit of edits) log.adopt(edit);
      rollCall.tell();
      const results = await Promise.allSettled(edits.map(send));
      let [refused, revision] = [0, null as number | null];
      for (const [i, result] of results.entries()) {
        if (result.status === "fulfilled") revision = result.value ?? revision;
        else {
          refused++;
          problems.report(`Could not ${inWords(edits[i] as KeptEdit)}: ${(result.reason as Error).message}`);
        }
      }
      const done = edits.length - refused;
      // "Undo" beside the message takes back one edit: it would say too little of several.
      const message = done === 0 ? "No edit was applied" : `Applied ${done} ${done === 1 ? "edit" : "edits"}`;
      return { message, revision: done === 1 ? revision : null };
    },
    discard() {
      for (const { id } of offered.peek()) kept.remove(id);
      looks++;
      offered.value = [];
      rollCall.tell();
    },
    prune() {
      const to = whereto.peek();
      if (offered.peek().length === 0 || !to) return;
      const there = new Set(left(to).map(({ id }) => id));
      offered.value = offered.peek().filter(({ id }) => there.has(id));
    },
  };
}
