/** From the dialog to the clusters on screen: the dock tells how far it is, the second plot shows them by themselves. */
import type { Of } from "../../store/evidence/clusters";
import type { Slice } from "../../store/store";
import type { View } from "../../view/view";
import type { ClusterHow } from "../../wire/clusters";

export async function runClusters(
  { clusters, selection }: Slice<"clusters" | "selection">,
  view: View,
  of: Of,
  how: ClusterHow,
): Promise<void> {
  view.room.openTab("clusters");
  try {
    // what is clustered is what is selected: its colours stand out, the rest is dimmed
    if ("column" in of) await selection.where(of.column, [of.name], "replace");
    const name = await clusters.cluster(of, how);
    if (name === null) view.say({ text: "Cancelled: nothing was kept of the clusters", undoes: null });
    else {
      if (how.embed) view.plots.second.value = name;
      for (const pane of view.plots.panes) pane.zoomToSelected();
    }
  } catch (error) {
    view.problems.report(error as Error);
  }
}
