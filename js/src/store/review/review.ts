/**
 * A review: the queue that Python has, the group that is shown with the very cells it is about, and what is decided of
 * them. While a decision is on its way no group is shown: nothing can be decided that was not seen.
 */
import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { positionsFrom } from "../../wire/cells";
import type { ReviewGroup, ReviewMarkers, ReviewRow, ReviewTold } from "../../wire/review";
import type { Decision, ReviewBody, ReviewBy, ReviewState } from "../../wire/reviewMessages";
import type { Rpc } from "../../wire/rpc";
import { cells } from "../../words";
import { createEdit, type EditResult } from "../base/edit";
import type { Traits } from "../base/traits";
import { requireWritable } from "../base/writable";
import type { DatasetStore } from "../data/dataset";
import { createFollowed, type Followed } from "../evidence/followed";
import type { Labels } from "../labels/labels";

/** What a queue is to be of, and by what. */
export interface Setup {
  category: string | null;
  by: ReviewBy;
  other: string | null;
  column: string | null;
}
/** The group that is shown, and its cells, one byte a cell. */
export interface ShownGroup extends ReviewGroup {
  mask: Uint8Array;
}
export type Progress = Omit<ReviewTold, "begin" | "rows" | "shown">;

export interface Review {
  /** What is chosen for the next queue. */
  setup: Signal<Setup>;
  /** Whoever began it elsewhere wants its keys as soon as its tab is there. */
  summoned: Signal<boolean>;
  /** Null: not known yet; its category is null where there is no queue. */
  queue: ReadonlySignal<Progress | null>;
  shown: ReadonlySignal<ShownGroup | null>;
  /** What takes its time just now, in a word. */
  busy: ReadonlySignal<"making" | "deciding" | "looking" | null>;
  /** What was on screen is decided elsewhere, or its label changed: nothing new is shown, or selected, before one asks. */
  paused: ReadonlySignal<boolean>;
  /** Why there is no queue, or no group, in a sentence. */
  problem: ReadonlySignal<string | null>;
  /** The genes of the group that is shown. */
  markers: Followed<ReviewMarkers>;
  /** The group at a place of the queue, if it is at hand. */
  at(index: number): ReviewRow | undefined;
  /** It is in sight. */
  want(index: number): void;
  /** Makes a queue of what is chosen, and shows its first group. */
  begin(): Promise<void>;
  /** Selects the cells of a group, and shows it. */
  show(group: number): Promise<void>;
  /** Shows what is to be looked at next, after a pause. */
  goOn(): Promise<void>;
  /**
   * Decides on the group that is shown, and shows the next one. `given`: the label, of `relabel`. To accept cells without
   * a label gives them the one that is suggested.
   */
  decide(decision: Decision, given?: string): Promise<EditResult>;
  /** Takes the last decision back, and shows its group. */
  back(): Promise<EditResult>;
  /** Keeps the queue fresh as long as the lifetime lasts. */
  watch(lifetime: AbortSignal): void;
}

interface Ground {
  rpc: Rpc;
  traits: Pick<Traits, "status" | "revision" | "categories" | "category">;
  data: Pick<DatasetStore, "dataset">;
  labels: Pick<Labels, "use">;
}

const PAGE = 200;
const N_GENES = 12;
const EVEN = "No label has most of the opinions: choose one by its number, or skip.";
const NOTHING_SHOWN = "No group is shown: nothing was decided.";
const DONE: Record<Decision, string> = {
  accept: "Accepted",
  relabel: "Labelled",
  unsure: "Unsure of",
  skip: "Skipped",
};

export function createReview({ rpc, traits, data, labels }: Ground, lifetime: AbortSignal): Review {
  const setup = signal<Setup>({ category: null, by: "doubt", other: null, column: null });
  const summoned = signal(false);
  const queue = signal<Progress | null>(null);
  const rows = signal<ReadonlyMap<number, ReviewRow>>(new Map());
  const shown = signal<ShownGroup | null>(null);
  const busy = signal<"making" | "deciding" | "looking" | null>(null);
  const problem = signal<string | null>(null);
  const paused = signal(false);
  const watching = signal(0);
  const edit = createEdit(rpc, traits);
  let pages = new Set<number>();
  let asked = 0;

  const seen = () => {
    const group = shown.peek()?.group;
    return group === undefined ? {} : { shown: group };
  };
  /** What was told of the queue; a newer question makes an answer worthless. */
  async function ask(begins: Pick<ReviewBody, "category" | "by" | "other" | "column"> = {}): Promise<ReviewTold> {
    const mine = ++asked;
    const { body } = await rpc.ask("review", { begin: 0, n: PAGE, ...seen(), ...begins });
    if (mine === asked) take(body);
    return body;
  }
  function take({ begin, rows: told, shown: _, ...progress }: ReviewTold): void {
    pages = new Set([begin]);
    batch(() => {
      queue.value = progress;
      rows.value = new Map(told.map((row, i) => [begin + i, row]));
    });
  }
  async function more(begin: number): Promise<void> {
    const mine = asked;
    const { body } = await rpc.ask("review", { begin, n: PAGE, ...seen() });
    if (mine !== asked) return;
    const next = new Map(rows.peek());
    body.rows.forEach((row, i) => void next.set(begin + i, row));
    rows.value = next;
  }

  async function look(group: number): Promise<void> {
    const { body, payload } = await rpc.ask("review_group", { group });
    const mask = new Uint8Array(data.dataset.peek()?.nCells ?? 0);
    for (const cell of positionsFrom(body.cells, payload, mask.length)) mask[cell] = 1;
    batch(() => {
      paused.value = false;
      shown.value = { ...body, mask };
    });
  }
  /** Shows what is to be looked at next; of nothing to look at the tab tells. */
  async function goOn(told: ReviewTold): Promise<void> {
    if (told.next === null) shown.value = null;
    else await look(told.next);
  }
  async function during<T>(what: "making" | "deciding" | "looking", work: () => Promise<T>): Promise<T> {
    busy.value = what;
    try {
      return await work();
    } finally {
      busy.value = null;
      if (missed) followEdits();
    }
  }
  /** What went wrong on the way to the next group stays in the tab. */
  async function told(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      problem.value = null;
    } catch (error) {
      problem.value = (error as Error).message;
    }
  }

  /** The queue as it is now, and another group if that on screen is gone. */
  async function refresh(): Promise<void> {
    const before = shown.peek()?.group;
    const told = await ask();
    if (told.category === null || busy.peek() !== null || shown.peek()?.group !== before) return;
    const open: readonly (ReviewState | null)[] = ["open", "skipped"];
    if (before === undefined) {
      if (!paused.peek()) await goOn(told);
    } else if (!open.includes(told.shown)) {
      // whoever edits elsewhere has not asked for other cells to be selected, nor to decide on them by the next key
      batch(() => {
        shown.value = null;
        paused.value = told.next !== null;
      });
    }
  }

  let following = false;
  /** An edit came while something else was going on: what is on screen may be out of date. */
  let missed = false;
  /** After edits from elsewhere, one look at a time: an answer of before the last of them is not the last word. */
  function followEdits(): void {
    missed = following || busy.peek() !== null;
    if (missed) return;
    following = true;
    void told(refresh).then(() => {
      following = false;
      if (missed) followEdits();
    });
  }
  const stop = effect(() => {
    void traits.revision.value;
    if (watching.value > 0) followEdits();
  });
  lifetime.addEventListener("abort", stop);

  const markers = createFollowed<ReviewMarkers>(
    rpc,
    () => {
      const group = shown.value;
      if (!group) return busy.value === null ? null : "wait";
      return async (id) => (await rpc.ask("review_markers", { group: group.group, nGenes: N_GENES }, [], id)).body;
    },
    lifetime,
  );

  return {
    setup,
    summoned,
    queue,
    shown,
    busy: computed(() => busy.value),
    problem,
    paused,
    markers,
    async goOn() {
      if (busy.peek() !== null) return;
      await during("looking", () =>
        told(async () => {
          paused.value = false;
          await goOn(await ask());
        }),
      );
    },
    at: (index) => rows.value.get(index),
    want(index) {
      const page = Math.floor(index / PAGE) * PAGE;
      if (rows.peek().has(index) || pages.has(page)) return;
      pages.add(page);
      more(page).catch(() => pages.delete(page));
    },
    async begin() {
      const { category, by, other, column } = setup.peek();
      if (category === null || busy.peek() !== null) return;
      await during("making", () =>
        told(async () => {
          shown.value = null;
          paused.value = false;
          const told = await ask({
            category,
            by,
            ...(by === "disagreement" && other !== null && { other }),
            ...(by === "score" && column !== null && { column }),
          });
          labels.use(category);
          await goOn(told);
        }),
      );
    },
    async show(group) {
      if (busy.peek() !== null) return;
      await during("looking", () => told(() => look(group)));
    },
    async decide(asked, named) {
      const group = shown.peek();
      if (!group || busy.peek() !== null) throw new Error(NOTHING_SHOWN);
      requireWritable(traits);
      const takes = asked === "accept" && group.label === null;
      if (takes && group.suggested === null) throw new Error(EVEN);
      const decision = takes ? "relabel" : asked;
      const given = takes ? (group.suggested ?? undefined) : named;
      shown.value = null;
      return during("deciding", async () => {
        const { category, label, suggested, score, reason, nCells } = group;
        const args = { category, decision, group: group.group, label, suggested, score, reason };
        const text = `${DONE[decision]} ${cells(nCells)}${given === undefined ? "" : ` as ${given}`}`;
        let result: EditResult;
        try {
          result = await edit("decide", given === undefined ? args : { ...args, given }, () => text, group.mask);
        } catch (error) {
          shown.value = group;
          throw error;
        }
        await told(async () => goOn(await ask()));
        return result;
      });
    },
    async back() {
      requireWritable(traits);
      return during("deciding", async () => {
        const { body } = await rpc.ask("review_back");
        const again = body.group;
        await told(async () => {
          const now = await ask();
          if (again === null) return goOn(now);
          // it may be of an earlier session, whose groups have other numbers now
          await look(again).catch(() => goOn(now));
        });
        return { message: `Undid: ${body.message ?? ""}`, revision: null };
      });
    },
    watch(ended) {
      watching.value++;
      ended.addEventListener("abort", () => watching.value--);
      markers.watch(ended);
    },
  };
}
