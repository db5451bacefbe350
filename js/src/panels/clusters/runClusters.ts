/** From the dialog to the clusters on screen: the dock tells how far it is, the second plot shows them by themselves. */
import type { Clusters, Of } from "../../store/evidence/clusters";
import type { View } from "../../view/view";
import type { ClusterHow } from "../../wire/clusters";

export async function runClusters(clusters: Clusters, view: View, of: Of, how: ClusterHow): Promise<void> {
  view.room.openTab("clusters");
  try {
    const name = await clusters.cluster(of, how);
    if (name === null) view.say({ text: "Cancelled: nothing was kept of the clusters", undoes: null });
    else if (how.embed) view.plots.second.value = name;
  } catch (error) {
    view.problems.report(error as Error);
  }
}
