/** The door to the dialog, as a choice of the menus of a selection, a label and a level. */
import type { Of } from "../../store/evidence/clusters";
import type { MenuChoice } from "../../ui/Menu";
import type { View } from "../../view/view";
import { ClusterDialog } from "./ClusterDialog";

/** `of`: null where there are none by then; `what`: these cells in words. */
export function clusterChoice(
  view: View,
  anchor: HTMLElement,
  what: string,
  n: number,
  of: () => Of | null,
): MenuChoice {
  return {
    text: "Cluster these …",
    needs: "cluster",
    leads: true,
    onSelect: () => {
      const cells = of();
      if (cells === null) return;
      view.layer.open({
        kind: "dialog",
        label: "Cluster",
        anchor,
        content: () => <ClusterDialog of={cells} n={n} what={what} />,
      });
    },
  };
}
