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

/** Each takes some 25 MB. */
const KEPT = 4;

export function createTissue(
  rpc: Rpc,
  data: Pick<DatasetStore, "onChanged">,
  problems: Pick<Problems, "report">,
  lifetime: AbortSignal,
): Tissue {
  /** Those used last at the end. */
  const known = new Map<string, Signal<TissuePicture | null>>();
  const renewals = signal(0);

  async function pull(library: string, into: Signal<TissuePicture | null>): Promise<void> {
    try {
      const { body, payload } = await rpc.ask("tissue_image", { library });
      const { image, ...rest } = body;
      const source =
        image && (await createImageBitmap(new Blob([payload as DataView<ArrayBuffer>], { type: image.mime })));
      into.value = { ...rest, image: image && source ? { source, scale: image.scale } : null };
    } catch (error) {
      if (lifetime.aborted) return;
      into.value = { image: null, spotDiameter: null, why: [(error as Error).message] };
      problems.report(error as Error);
    }
  }
  data.onChanged(({ embeddings }) => {
    if (embeddings.length === 0) return;
    known.clear();
    renewals.value++;
  }, lifetime);

  return {
    of(library) {
      void renewals.value;
      const here = known.get(library) ?? signal<TissuePicture | null>(null);
      const isNew = !known.delete(library);
      known.set(library, here);
      for (const other of [...known.keys()].slice(0, -KEPT)) known.delete(other);
      if (isNew) untracked(() => void pull(library, here));
      return here.value;
    },
  };
}
