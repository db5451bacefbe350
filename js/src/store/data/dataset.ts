/** What Python says about the data when first asked, and the coordinates of its embeddings. */
import { effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import { floatsFrom } from "../../wire/arrays";

import type { Rpc } from "../../wire/rpc";
import type { Dataset, SelectionTold } from "../../wire/types";
import { afterPicture } from "../base/afterPicture";
import type { Problems } from "../base/problems";
import type { Traits } from "../base/traits";

export interface Coordinates {
  key: string;
  xy: Float32Array;
  /** Cells without a place. */
  nMissing: number;
}
/** Embeddings kept besides those on screen: 8 bytes a cell each, and going back to one needs no kernel. */
const SPARE = 3;

export interface DatasetStore {
  dataset: ReadonlySignal<Dataset | null>;
  /** Of the embedding on screen; stays the former one until the next has arrived. */
  coordinates: ReadonlySignal<Coordinates | null>;
  /** Of any embedding, if they are at hand. */
  at(key: string): Coordinates | null;
  /** The coordinates of another embedding beside the one on screen, kept at hand while the lifetime lasts. */
  follow(key: ReadonlySignal<string | null>, lifetime: AbortSignal): ReadonlySignal<Coordinates | null>;
  /** Cells that an embedding cannot show. */
  nMissing(key: string | undefined): number;
  /** Asks Python who is there; again when that failed. */
  open(): Promise<void>;
  /** Until the first coordinates are here, or could not be had; null afterwards. */
  firstPicture(): Promise<void> | null;
  pullCoordinates(): Promise<void>;
  /** Coordinates that are others now: what is here of them is dropped, what is on screen asked for again. */
  renew(which: (key: string) => boolean): void;
  /** Hears what Python says is selected when the data is opened. */
  onOpened(listener: (told: SelectionTold, payload: DataView | null) => void): void;
  /** Coordinates that will be shown, at hand once this is fulfilled. */
  prepare(key: string): Promise<void>;
}

export function createDatasetStore(rpc: Rpc, traits: Traits, problems: Problems, lifetime: AbortSignal): DatasetStore {
  const dataset = signal<Dataset | null>(null);
  const coordinates = signal<Coordinates | null>(null);
  /** Those used last at the end. */
  const cached = new Map<string, { pulled: Promise<Coordinates>; here: Coordinates | null }>();
  const followed = new Set<ReadonlySignal<string | null>>();
  let opening: Promise<void> | null = null;
  const toldOfOpening: ((told: SelectionTold, payload: DataView | null) => void)[] = [];
  const renewals = signal(0);
  /** Not what was asked for before it was renewed. */
  const isNew = (here: Coordinates) => cached.get(here.key)?.here === here;
  let tried = () => {};
  let first: Promise<void> | null = new Promise((resolve) => {
    tried = () => {
      first = null;
      resolve();
    };
  });

  async function hello(): Promise<void> {
    const { body, payload } = await rpc.ask("hello");
    dataset.value = body.dataset;
    for (const tell of toldOfOpening) tell(body.selection, payload.byteLength > 0 ? payload : null);
  }

  function pull(key: string): Promise<Coordinates> {
    const entry = cached.get(key) ?? ask(key);
    cached.delete(key);
    cached.set(key, entry);
    const onScreen = new Set([traits.embedding.peek(), ...[...followed].map((other) => other.peek())]);
    const spare = [...cached.keys()].filter((other) => !onScreen.has(other));
    for (const other of spare.slice(0, -SPARE)) cached.delete(other);
    return entry.pulled;
  }
  function ask(key: string) {
    const pulled = rpc.ask("coordinates", { embedding: key }).then(({ payload }) => {
      const xy = floatsFrom(payload);
      return { key, xy, nMissing: missingIn(xy) };
    });
    const entry: { pulled: Promise<Coordinates>; here: Coordinates | null } = { pulled, here: null };
    pulled.then(
      (here) => {
        entry.here = here;
      },
      // told to those who wait for it; the next one asks again
      () => cached.get(key) === entry && cached.delete(key),
    );
    return entry;
  }

  async function pullCoordinates(): Promise<void> {
    const key = traits.embedding.value;
    if (!key || (coordinates.peek()?.key === key && cached.has(key))) return;
    try {
      const here = await pull(key);
      if (traits.embedding.peek() === key && isNew(here)) coordinates.value = here;
    } catch (error) {
      problems.report(error as Error);
    } finally {
      // what draws asks for its frame when it hears of the coordinates, which is before this
      if (first) afterPicture(tried);
    }
  }
  const stop = effect(() => {
    if (dataset.value && traits.embedding.value) void pullCoordinates();
  });
  lifetime.addEventListener("abort", stop);

  return {
    dataset,
    coordinates,
    at: (key) => cached.get(key)?.here ?? null,
    follow(key, lifetime) {
      const followedHere = signal<Coordinates | null>(null);
      followed.add(key);
      const stop = effect(() => {
        const wanted = key.value;
        void renewals.value;
        if (!wanted || !dataset.value) return;
        untracked(() => pull(wanted))
          .then((here) => {
            if (key.peek() === wanted && isNew(here) && !lifetime.aborted) followedHere.value = here;
          })
          .catch(problems.report);
      });
      lifetime.addEventListener("abort", () => {
        followed.delete(key);
        stop();
      });
      return followedHere;
    },
    nMissing(key) {
      if (key === undefined) return 0;
      const known = dataset.value?.embeddings.find((embedding) => embedding.key === key);
      return known?.nMissing ?? cached.get(key)?.here?.nMissing ?? 0;
    },
    renew(which) {
      for (const key of [...cached.keys()]) if (which(key)) cached.delete(key);
      renewals.value++;
      void pullCoordinates();
    },
    onOpened: (listener) => void toldOfOpening.push(listener),
    async prepare(key) {
      await pull(key);
    },
    open() {
      opening ??= hello().catch((error: Error) => {
        opening = null;
        problems.report(error);
      });
      return opening;
    },
    firstPicture: () => first,
    pullCoordinates,
  };
}

function missingIn(xy: Float32Array): number {
  let n = 0;
  // what is not finite in one is NaN in both
  for (let i = 0; i < xy.length; i += 2) if (Number.isNaN(xy[i])) n++;
  return n;
}
