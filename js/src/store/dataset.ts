/** What Python says about the data when first asked, and the coordinates of its embeddings. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Rpc } from "../rpc";
import { type Dataset, datasetFrom, floatsFrom, type Json } from "../wire";
import type { Problems } from "./problems";
import type { Traits } from "./traits";

export interface Coordinates {
  key: string;
  xy: Float32Array;
}
export interface DatasetStore {
  dataset: ReadonlySignal<Dataset | null>;
  /** Of the embedding on screen; stays the former one until the next has arrived. */
  coordinates: ReadonlySignal<Coordinates | null>;
  /** Cells that the embedding on screen cannot show. */
  nMissing: ReadonlySignal<number>;
  /** Asks Python who is there; again when that failed. */
  open(): Promise<void>;
  pullCoordinates(): Promise<void>;
}

export function createDatasetStore(
  rpc: Rpc,
  traits: Traits,
  problems: Problems,
  onSelection: (message: Json, payload: DataView | null) => void,
): DatasetStore {
  const dataset = signal<Dataset | null>(null);
  const coordinates = signal<Coordinates | null>(null);
  const held = new Map<string, Promise<Float32Array>>();
  let opening: Promise<void> | null = null;

  async function hello(): Promise<void> {
    const { body, payload } = await rpc.ask("hello");
    const found = datasetFrom(body);
    dataset.value = found;
    onSelection(body.selection as Json, payload.byteLength > 0 ? payload : null);
  }

  return {
    dataset,
    coordinates,
    nMissing: computed(() => {
      const key = coordinates.value?.key;
      return dataset.value?.embeddings.find((embedding) => embedding.key === key)?.nMissing ?? 0;
    }),
    open() {
      opening ??= hello().catch((error: Error) => {
        opening = null;
        problems.report(error);
      });
      return opening;
    },
    async pullCoordinates() {
      const key = traits.embedding.value;
      if (!key || coordinates.peek()?.key === key) return;
      const pulled = held.get(key) ?? rpc.ask("coordinates", { embedding: key }).then((r) => floatsFrom(r.payload));
      held.set(key, pulled);
      try {
        const xy = await pulled;
        if (traits.embedding.peek() === key) coordinates.value = { key, xy };
      } catch (error) {
        held.delete(key);
        problems.report(error as Error);
      }
    },
  };
}
