/** Ties what lies beneath the cells of a plot to the store: the image of its section, and the size of its spots. */
import { effect, type ReadonlySignal } from "@preact/signals";
import type { Plot } from "../../plot/Plot";
import type { Coordinates } from "../../store/data/embeddings";
import type { Slice } from "../../store/store";
import type { PlotSettings } from "../../view/plotSettings";

/** Returns what ends it. */
export function bindTissue(
  plot: Pick<Plot, "setBeneath" | "setSpot">,
  { data, tissue }: Slice<"data" | "tissue">,
  plots: Pick<PlotSettings, "tissue" | "trueToScale">,
  coordinates: ReadonlySignal<Coordinates | null>,
): () => void {
  return effect(() => {
    const key = coordinates.value?.key;
    const library = data.dataset.value?.embeddings.find((embedding) => embedding.key === key)?.library ?? null;
    const picture = library === null ? null : tissue.of(library);
    const { shown, opacity } = plots.tissue.value;
    plot.setBeneath(shown && picture ? picture.image : null, opacity);
    plot.setSpot(plots.trueToScale.value && picture ? picture.spotDiameter : null);
  });
}
