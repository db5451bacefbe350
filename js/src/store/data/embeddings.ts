/** Coordinates of embeddings: pulled once, and kept while they are on screen or among the last few used. */
import type { ReadonlySignal } from "@preact/signals";
import { floatsFrom } from "../../wire/arrays";
import type { Rpc } from "../../wire/rpc";

export interface Coordinates {
  key: string;
  xy: Float32Array;
  /** Cells without a place. */
  nMissing: number;
}
export interface Embeddings {
  /** Null unless they are at hand. */
  at(key: string): Coordinates | null;
  has(key: string): boolean;
  pull(key: string): Promise<Coordinates>;
  /** What this names is on screen; call what is returned when it is not any more. */
  show(key: ReadonlySignal<string | null>): () => void;
  /** They are others now. */
  forget(which: (key: string) => boolean): void;
  /** False of what was asked for before it was forgotten. */
  isNew(here: Coordinates): boolean;
}

/** Embeddings kept besides those on screen: 8 bytes a cell each, and going back to one needs no kernel. */
const SPARE = 3;

interface Entry {
  pulled: Promise<Coordinates>;
  here: Coordinates | null;
}

export function createEmbeddings(rpc: Rpc): Embeddings {
  /** Those used last at the end. */
  const cached = new Map<string, Entry>();
  const shown = new Set<ReadonlySignal<string | null>>();

  function ask(key: string): Entry {
    const pulled = rpc.ask("coordinates", { embedding: key }).then(({ payload }) => {
      const xy = floatsFrom(payload);
      return { key, xy, nMissing: missingIn(xy) };
    });
    const entry: Entry = { pulled, here: null };
    pulled.then(
      (here) => {
        entry.here = here;
      },
      // told to those who wait for it; the next one asks again
      () => cached.get(key) === entry && cached.delete(key),
    );
    return entry;
  }
  function letSpareGo(): void {
    const onScreen = new Set([...shown].map((key) => key.peek()));
    const spare = [...cached.keys()].filter((key) => !onScreen.has(key));
    for (const key of spare.slice(0, -SPARE)) cached.delete(key);
  }

  return {
    at: (key) => cached.get(key)?.here ?? null,
    has: (key) => cached.has(key),
    pull(key) {
      const entry = cached.get(key) ?? ask(key);
      cached.delete(key);
      cached.set(key, entry);
      letSpareGo();
      return entry.pulled;
    },
    show(key) {
      shown.add(key);
      return () => shown.delete(key);
    },
    forget(which) {
      for (const key of [...cached.keys()]) if (which(key)) cached.delete(key);
    },
    isNew: (here) => cached.get(here.key)?.here === here,
  };
}

/** How many of some cells have no place. */
export function missingAmong(xy: Float32Array, mask: Uint8Array): number {
  let n = 0;
  for (let cell = 0; cell < mask.length; cell++) if (mask[cell] && Number.isNaN(xy[2 * cell])) n++;
  return n;
}

function missingIn(xy: Float32Array): number {
  let n = 0;
  // what is not finite in one is NaN in both
  for (let i = 0; i < xy.length; i += 2) if (Number.isNaN(xy[i])) n++;
  return n;
}
