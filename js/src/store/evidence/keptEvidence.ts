/** Genes kept as evidence for a label: those of the markers on screen, with the comparison they are from. */
import type { MarkerRow } from "../../wire/types";
import type { Edit, EditResult } from "../base/edit";
import { againstMessage } from "./comparison";
import type { MarkersState } from "./markersState";

export interface KeptEvidence {
  /** The genes of the table shown, for its cells. */
  keep(category: string, label: string, genes: readonly MarkerRow[]): Promise<EditResult>;
  drop(category: string, label: string): Promise<EditResult>;
}

export function createKeptEvidence(edit: Edit, shown: () => MarkersState): KeptEvidence {
  return {
    async keep(category, label, genes) {
      const now = shown();
      if (now.kind === "waiting" && now.estimated)
        throw new Error("These numbers are an estimate: wait for the exact ones to keep them as evidence.");
      if (now.kind !== "table") throw new Error("The markers changed just now: look again.");
      const { against, method, table, mask } = now;
      const about = { against: againstMessage(against), method, layer: table.layer };
      const args = { category, label, genes: genes.map(({ id }) => id), ...about };
      const names = genes.map(({ gene }) => gene).join(", ");
      return edit("keep_evidence", args, () => `Kept ${names} as evidence for ${label}`, mask);
    },
    drop: (category, label) => edit("drop_evidence", { category, label }, () => `Took the evidence from ${label}`),
  };
}
