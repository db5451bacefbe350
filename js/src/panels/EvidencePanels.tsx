/** The aside at the right: what speaks for a label. */

import { NumbersPanel } from "./columns/NumbersPanel";
import { useData, useGenes } from "./common/context";
import { hasNumbers } from "./common/hasEvidence";
import { CompositionPanel } from "./evidence/CompositionPanel";
import { GeneSetsPanel } from "./genes/GeneSetsPanel";
import { GenesPanel } from "./genes/GenesPanel";

export function EvidencePanels() {
  const data = useData();
  const genes = useGenes();
  return (
    <>
      <div class="cxw-evidence cxw-scroll">
        {genes.any.value && <GenesPanel />}
        {genes.any.value && data.offers("gene_sets") && <GeneSetsPanel />}
        {hasNumbers(data) && <NumbersPanel />}
      </div>
      {/* In sight with every selection, and what is above stays where it is. */}
      <div class="cxw-of-selection cxw-scroll">
        <CompositionPanel />
      </div>
    </>
  );
}
