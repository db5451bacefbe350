/** Ties the outlines on a plot to the store: those of the regions on the tissue that it shows. */
import { effect, type ReadonlySignal } from "@preact/signals";
import type { Plot } from "../../plot/Plot";
import type { Coordinates } from "../../store/data/embeddings";
import { isOn } from "../../store/labels/regions";
import type { Slice } from "../../store/store";
import type { PlotSettings } from "../../view/plotSettings";

/** Returns what ends it. */
export function bindRegions(
  plot: Pick<Plot, "setRegions">,
  { data, regions, colorBy }: Slice<"data" | "regions" | "colorBy">,
  plots: Pick<PlotSettings, "outlines">,
  coordinates: ReadonlySignal<Coordinates | null>,
): () => void {
  return effect(() => {
    const key = coordinates.value?.key;
    const shown = data.dataset.value?.embeddings.find((embedding) => embedding.key === key);
    const picture = colorBy.picture.value;
    // the names of what cells are coloured by stand over them
    const own = picture.kind === "codes" ? picture.own : null;
    // an earlier version had others
    const past = picture.kind === "codes" && picture.past === true;
    const here =
      plots.outlines.value && shown && !past ? regions.all.value.filter(({ place }) => isOn(place, shown)) : [];
    plot.setRegions(
      here.map(({ category, name, color, rings }) => ({ name: category === own ? "" : name, color, rings })),
    );
  });
}
