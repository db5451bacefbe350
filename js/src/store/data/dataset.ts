/** What Python says about the data when first asked, and the coordinates that are on screen. */
import { effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import { splitOpening } from "../../wire/cells";
import type { DataMessage } from "../../wire/messages";
import type { Rpc } from "../../wire/rpc";
import type { Dataset, Embedding, SelectionTold } from "../../wire/types";
import type { Problems } from "../base/problems";
import type { Traits } from "../base/traits";
import { type Coordinates, createEmbeddings } from "./embeddings";
import { createFirstPicture, type FirstPicture } from "./firstPicture";
import { arrayOf, pairOf } from "./pairs";
import { pullSample, type Sample } from "./sample";

export interface DatasetStore {
  dataset: ReadonlySignal<Dataset | null>;
  /** Asks Python who is there; again when that failed. */
  open(): Promise<void>;
  /** Hears that the cells are others by now: nothing that is here of them is of use any more. */
  onReplaced(listener: () => void): void;
  /** Hears what else changed in the data. */
  onChanged(listener: (what: DataMessage) => void, lifetime: AbortSignal): void;
  /** Hears what Python says is selected, and shown alone, when the data is opened. */
  onOpened(listener: Opened): void;
  /** Of the embedding on screen; stays the former one until the next has arrived. */
  coordinates: ReadonlySignal<Coordinates | null>;
  /** Some of the cells, of big data, until all are here. */
  sample: ReadonlySignal<Sample | null>;
  /** Of any embedding, if they are at hand. */
  at(key: string): Coordinates | null;
  /** The coordinates of another embedding beside the one on screen, kept at hand while the lifetime lasts. */
  follow(key: ReadonlySignal<string | null>, lifetime: AbortSignal): ReadonlySignal<Coordinates | null>;
  /** Cells that an embedding cannot show. */
  nMissing(key: string | undefined): number;
  /** Whether y grows downwards in an embedding, as on tissue. */
  isDown(key: string): boolean;
  /** The embedding whose components a pair is; null: it is none of one array. */
  componentsOf(key: string | null | undefined): Embedding | null;
  /** Until the first picture is on screen, or there will be none; null afterwards. */
  firstPicture: FirstPicture["awaited"];
  /** A plot calls what is returned when it has drawn all cells, or knows that it will not. */
  painter: FirstPicture["painter"];
  /** Whether a kind of request is answered, or an edit made: in a page of its own some are not. */
  offers(what: string): boolean;
  /** Coordinates that are others now: what is here of them is dropped, what is on screen asked for again. */
  renew(which: (key: string) => boolean): void;
  /** Coordinates that will be shown, at hand once this is fulfilled. */
  prepare(key: string): Promise<void>;
}
type Opened = (told: SelectionTold, payload: DataView | null, part: PartTold) => void;
/** The cells shown alone, by a bitset; null: all are shown. */
export type PartTold = { name: string; cells: DataView } | null;

export function createDatasetStore(
  rpc: Rpc,
  traits: Pick<Traits, "embedding" | "color">,
  problems: Problems,
  lifetime: AbortSignal,
): DatasetStore {
  const dataset = signal<Dataset | null>(null);
  const coordinates = signal<Coordinates | null>(null);
  const embeddings = createEmbeddings(rpc);
  embeddings.show(traits.embedding);
  const sample = signal<Sample | null>(null);
  const first = createFirstPicture(lifetime);
  const renewals = signal(0);

  async function pullShown(): Promise<void> {
    const key = traits.embedding.value;
    if (!key || (coordinates.peek()?.key === key && embeddings.has(key))) return;
    try {
      // asked for before all of them are
      if (first.awaited() && dataset.peek()?.sampled) void showSome(key);
      const here = await embeddings.pull(key);
      sample.value = null;
      if (traits.embedding.peek() === key && embeddings.isNew(here)) coordinates.value = here;
    } catch (error) {
      problems.report(error as Error);
    } finally {
      first.made();
    }
  }
  async function showSome(key: string): Promise<void> {
    try {
      const some = await pullSample(rpc, key, traits.color.peek());
      if (traits.embedding.peek() === key && !embeddings.at(key)) sample.value = some;
    } catch {
      // all cells come anyway, or what keeps them away is told
    }
  }
  const stop = effect(() => {
    if (!dataset.value) return;
    if (traits.embedding.value) void pullShown();
    else first.made(); // of nothing
  });
  lifetime.addEventListener("abort", stop);

  function renew(which: (key: string) => boolean): void {
    embeddings.forget(which);
    renewals.value++;
    void pullShown();
  }
  const { openAgain, ...opened } = opening(rpc, dataset, problems);
  const replaced: (() => void)[] = [];
  const changed = new Set<(what: DataMessage) => void>();
  rpc.on("data", (what) => {
    if (what.n_cells !== null) {
      for (const tell of replaced) tell();
      return;
    }
    rpc.hasSeen(what.seen);
    const others = new Set(what.embeddings);
    // one section of an embedding is other with it
    const ofOthers = (key: string) => what.embeddings.some((other) => key.startsWith(`${other}[`));
    renew(
      (key) =>
        others.has(key) ||
        ofOthers(key) ||
        pairOf(key)?.some((name) => what.genes || what.columns.includes(name)) === true,
    );
    for (const tell of changed) tell(what);
    if (dataset.peek()) void openAgain();
  });

  return {
    dataset,
    ...opened,
    onReplaced: (listener) => void replaced.push(listener),
    onChanged(listener, until) {
      changed.add(listener);
      until.addEventListener("abort", () => changed.delete(listener));
    },
    coordinates,
    sample,
    at: embeddings.at,
    follow(key, lifetime) {
      const followed = signal<Coordinates | null>(null);
      const hide = embeddings.show(key);
      const stop = effect(() => {
        const wanted = key.value;
        void renewals.value;
        if (!wanted || !dataset.value) return;
        untracked(() => embeddings.pull(wanted))
          .then((here) => {
            if (key.peek() === wanted && embeddings.isNew(here) && !lifetime.aborted) followed.value = here;
          })
          .catch(problems.report);
      });
      lifetime.addEventListener("abort", () => {
        hide();
        stop();
      });
      return followed;
    },
    nMissing(key) {
      if (key === undefined) return 0;
      const known = dataset.value?.embeddings.find((embedding) => embedding.key === key);
      return known?.nMissing ?? embeddings.at(key)?.nMissing ?? 0;
    },
    isDown: (key) => dataset.value?.embeddings.find((embedding) => embedding.key === key)?.yDown === true,
    componentsOf: (key) => arrayOf(pairOf(key), dataset.value?.embeddings ?? []),
    firstPicture: first.awaited,
    painter: first.painter,
    offers(what) {
      const { kinds, edits } = dataset.value ?? { kinds: null, edits: null };
      return kinds === null || kinds.has(what) || edits?.has(what) === true;
    },
    renew,
    async prepare(key) {
      await embeddings.pull(key);
    },
  };
}

/** A greeting that was written before one of these happened may arrive after it was told. */
const TOLD_TOO = ["selection", "part", "layer", "sets"] as const;
/** A program that selects without a pause is not waited for. */
const MOST_TRIES = 4;

function opening(
  rpc: Rpc,
  dataset: { value: Dataset | null },
  problems: Pick<Problems, "report">,
): Pick<DatasetStore, "open" | "onOpened"> & { openAgain(): Promise<void> } {
  const listeners: Opened[] = [];
  let asked: Promise<void> | null = null;
  /** How often Python has told of what a greeting tells too. */
  let told = 0;
  for (const event of TOLD_TOO) rpc.on(event, () => told++);

  async function hello(tries = MOST_TRIES): Promise<void> {
    const before = told;
    const { body, payload } = await rpc.ask("hello");
    // the data changed while this was on its way, or the cells selected, shown or kept: what it says may be old
    if (!rpc.hasSeen(body.seen)) return hello();
    if (told !== before && tries > 1) return hello(tries - 1);
    dataset.value = body.dataset;
    const { name } = body.part;
    const split = splitOpening(payload, body.dataset.nCells, name !== null);
    const part = name !== null && split.part ? { name, cells: split.part } : null;
    for (const tell of listeners) tell(body.selection, split.selection, part);
  }
  function open(): Promise<void> {
    asked ??= hello().catch((error: Error) => {
      asked = null;
      problems.report(error);
    });
    return asked;
  }
  return {
    open,
    openAgain() {
      asked = null;
      return open();
    },
    onOpened: (listener) => void listeners.push(listener),
  };
}
