/** Edits of an earlier page or kernel that never reached Python: found when a draft is shown, and offered once. */

import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { unpackBytes } from "../../wire/base64";
import { keptEdit } from "../../wire/bodies";
import type { Foreseen } from "../../wire/messages";
import { RequestError, type Rpc } from "../../wire/rpc";
import { type EditResult, revisionOf } from "../base/edit";
import { inWords } from "../base/inWords";
import type { Problems } from "../base/problems";
import type { EditLog, Whereto } from "./log";
import type { OtherPages } from "./otherPages";
import type { UnsentEdit, UnsentStorage } from "./storage";

/** An edit that was kept, and what it would do to the draft as it is now. */
export interface Offered {
  edit: UnsentEdit;
  foreseen: Foreseen;
}
export interface Offer {
  offered: ReadonlySignal<readonly Offered[]>;
  /** The notebook that they were made in, where it is another one than this. */
  elsewhere: ReadonlySignal<string | null>;
  /** Sends those that can be made, in order, under the ids they had: Python makes those it does not have. */
  apply(): Promise<EditResult>;
  discard(): void;
  /** Takes those out of the offer that are no longer kept: another page has dealt with them, or an answer came. */
  prune(): void;
  /** Another page has kept some, or dealt with some. */
  changed(): void;
}

interface Needs {
  rpc: Rpc;
  storage: UnsentStorage;
  log: EditLog;
  otherPages: OtherPages;
  /** The draft on screen, if it may be edited. */
  whereto: ReadonlySignal<Whereto | null>;
  /** Of the draft: another one makes other words of what is offered. */
  revision: ReadonlySignal<number>;
  problems: Pick<Problems, "report">;
}

export function createOffer(needs: Needs, lifetime: AbortSignal): Offer {
  const { rpc, storage, log, otherPages, whereto, revision, problems } = needs;
  const offered = signal<readonly Offered[]>([]);
  let looks = 0;

  function left(to: Whereto): UnsentEdit[] {
    return storage.of(to).filter((edit) => !log.waitsFor(edit.id));
  }
  /** Those that nobody but this page can look after. */
  async function orphans(to: Whereto): Promise<UnsentEdit[]> {
    const found = left(to);
    // A notebook has one kernel: an earlier session of this one will answer nobody any more.
    const lost = (edit: UnsentEdit) => edit.session !== to.session && isHere(edit, to);
    if (found.every(lost)) return found;
    // Sent to this very session, or made in another notebook: if its page is still open, it looks after it itself.
    const others = await otherPages.others();
    const alone = found.filter((edit) => lost(edit) || !others.has(edit.page));
    const own = alone.filter((edit) => isHere(edit, to));
    if (own.length > 0) return own;
    // Not left out: who renames a notebook, or goes on in a copy, would never hear of them. But one notebook at a time.
    return alone.filter(({ notebook }) => notebook === alone[0]?.notebook);
  }
  async function look(to: Whereto): Promise<void> {
    const mine = ++looks;
    if (left(to).length === 0) {
      offered.value = [];
      return;
    }
    const found = await orphans(to);
    if (found.length === 0 || rpc.disconnected.peek()) return;
    otherPages.attend();
    const { body } = await rpc.ask("known", { requests: found.map(({ id }) => id) });
    for (const id of body.known) storage.remove(id);
    const stillThere = () => {
      const there = new Set(left(to).map(({ id }) => id));
      return found.filter(({ id }) => there.has(id));
    };
    const edits = stillThere();
    const possible = edits.filter((edit) => !isOfOtherCells(edit, to));
    const foreseen = possible.length > 0 ? await foresee(possible) : [];
    const there = new Set(stillThere());
    if (mine !== looks) return;
    offered.value = edits
      .map((edit) => ({ edit, foreseen: foreseen[possible.indexOf(edit)] ?? OF_OTHER_CELLS }))
      .filter(({ edit }) => there.has(edit));
  }
  async function foresee(edits: readonly UnsentEdit[]): Promise<readonly Foreseen[]> {
    const buffers = edits.flatMap(({ packed }) => (packed === undefined ? [] : [unpackBytes(packed)]));
    const told = edits.map(({ id, kind, op, args, cells, revision, after }) => ({
      request: id,
      kind,
      ...(op !== undefined && { op }),
      ...(args !== undefined && { args }),
      ...(cells !== undefined && { cells }),
      ...(revision !== undefined && { revision }),
      after: after ?? [],
    }));
    return (await rpc.ask("foresee", { edits: told }, buffers)).body.edits;
  }
  function lookAgain(): void {
    const to = whereto.peek();
    if (to) void look(to).catch(problems.report);
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
  const stopFollowing = effect(() => {
    void revision.value;
    if (offered.peek().length > 0) lookAgain();
  });
  lifetime.addEventListener("abort", () => {
    stop();
    stopFollowing();
  });

  function end(): readonly Offered[] {
    const edits = offered.peek();
    looks++;
    offered.value = [];
    return edits;
  }
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
    elsewhere: computed(() => {
      const [edit, to] = [offered.value[0]?.edit, whereto.value];
      return edit && to && !isHere(edit, to) ? (edit.notebook ?? null) : null;
    }),
    async apply() {
      // none of them leaves the offer for a refusal
      const why = rpc.held();
      if (why !== null) throw new RequestError(why);
      const all = end();
      const refuse = (edit: UnsentEdit, why: string) => problems.report(`Could not ${inWords(edit)}: ${why}`);
      for (const { edit, foreseen } of all) {
        if (foreseen.problem === null) log.adopt(edit);
        else {
          storage.remove(edit.id);
          refuse(edit, foreseen.problem);
        }
      }
      otherPages.tell();
      const edits = all.filter(({ foreseen }) => foreseen.problem === null).map(({ edit }) => edit);
      const results = await Promise.allSettled(edits.map(send));
      let [done, last] = [0, null as number | null];
      for (const [i, result] of results.entries()) {
        if (result.status === "fulfilled") [done, last] = [done + 1, result.value ?? last];
        else refuse(edits[i] as UnsentEdit, (result.reason as Error).message);
      }
      // "Undo" beside the message takes back one edit: it would say too little of several.
      const message = done === 0 ? "No edit was applied" : `Applied ${done} ${done === 1 ? "edit" : "edits"}`;
      return { message, revision: done === 1 ? last : null };
    },
    discard() {
      for (const { edit } of end()) storage.remove(edit.id);
      otherPages.tell();
      // those of another notebook come to light
      lookAgain();
    },
    prune() {
      const to = whereto.peek();
      if (offered.peek().length === 0 || !to) return;
      const there = new Set(left(to).map(({ id }) => id));
      offered.value = offered.peek().filter(({ edit }) => there.has(edit.id));
    },
    changed: lookAgain,
  };
}

/** Positions mean other cells, as where data was filtered otherwise when the notebook ran again. */
function isOfOtherCells(edit: UnsentEdit, { fingerprint }: Whereto): boolean {
  return edit.packed !== undefined && edit.fingerprint !== fingerprint;
}

const OF_OTHER_CELLS: Foreseen = {
  problem: "the data had other cells then.",
  message: null,
  changed: 0,
  former: [],
  others: null,
};

/** Where it is not known, it is taken for the same. */
function isHere(edit: UnsentEdit, { notebook }: Whereto): boolean {
  return edit.notebook == null || notebook === null || edit.notebook === notebook;
}
