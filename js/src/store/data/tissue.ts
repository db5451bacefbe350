/** The images of tissue: pulled when they are first shown, decoded once for all panes. */
import { type Signal, signal, untracked } from "@preact/signals";
import type { Rpc } from "../../wire/rpc";
import type { Problems } from "../base/problems";
import type { DatasetStore } from "./dataset";

/** The picture of one section. */
export interface TissuePicture {
  /** `scale`: its pixels to one unit of the coordinates; the first is at 0, 0. */
  image: { source: ImageBitmap; scale: number } | null;
  /** In units of the coordinates. */
  spotDiameter: number | null;
  /** What was passed over, and why. */
  why: readonly string[];
}
export interface Tissue {
  /** Null until it is here. Reads signals: what calls this follows. */
  of(library: string): TissuePicture | null;
}

/** Each takes some 25 MB. Those that are shown are kept, however many they are. */
const KEPT = 4;

interface Known {
  picture: Signal<TissuePicture | null>;
  /** Something follows it: it is on screen. */
  inUse: boolean;
  /** Nobody waits for its answer any more. */
  dropped: boolean;
}

export function createTissue(
  rpc: Rpc,
  data: Pick<DatasetStore, "onChanged">,
  problems: Pick<Problems, "report">,
  lifetime: AbortSignal,
): Tissue {
  /** Those used last at the end. */
  const known = new Map<string, Known>();
  const renewals = signal(0);

  async function pull(library: string, into: Known): Promise<void> {
    try {
      const { body, payload } = await rpc.ask("tissue_image", { library });
      const { image, ...rest } = body;
      const source =
        image && (await createImageBitmap(new Blob([payload as DataView<ArrayBuffer>], { type: image.mime })));
      if (into.dropped || lifetime.aborted) return source?.close();
      into.picture.value = { ...rest, image: image && source ? { source, scale: image.scale } : null };
    } catch (error) {
      if (lifetime.aborted || into.dropped) return;
      into.picture.value = { image: null, spotDiameter: null, why: [(error as Error).message] };
      problems.report(error as Error);
    }
  }
  /** Its memory goes at once, not when the browser gets to it; but after those that show it show something else. */
  function drop(one: Known): void {
    one.dropped = true;
    queueMicrotask(() => one.picture.peek()?.image?.source.close());
  }
  function trim(): void {
    let spare = known.size - KEPT;
    for (const [library, one] of known) {
      if (spare-- <= 0) return;
      if (one.inUse) continue;
      known.delete(library);
      drop(one);
    }
  }
  function begin(): Known {
    const one: Known = {
      picture: signal<TissuePicture | null>(null, {
        watched() {
          one.inUse = true;
        },
        unwatched() {
          one.inUse = false;
          if (!lifetime.aborted) trim();
        },
      }),
      inUse: false,
      dropped: false,
    };
    return one;
  }
  function clear(): void {
    const former = [...known.values()];
    known.clear();
    for (const one of former) drop(one);
  }
  data.onChanged(({ embeddings }) => {
    if (embeddings.length === 0) return;
    clear();
    renewals.value++;
  }, lifetime);
  lifetime.addEventListener("abort", clear);

  return {
    of(library) {
      void renewals.value;
      const here = known.get(library) ?? begin();
      const isNew = !known.delete(library);
      known.set(library, here);
      if (isNew) untracked(() => void pull(library, here));
      const picture = here.picture.value;
      trim();
      return picture;
    },
  };
}
