/** The aside at the right: what speaks for a label. */

import { NumbersPanel } from "./columns/NumbersPanel";
import { useHere } from "./common/context";
import { hasNumbers } from "./common/hasEvidence";
import { CompositionPanel } from "./evidence/CompositionPanel";
import { DotsPanel } from "./evidence/DotsPanel";
import { MarkersPanel } from "./evidence/MarkersPanel";
import { GeneSetsPanel } from "./genes/GeneSetsPanel";
import { GenesPanel } from "./genes/GenesPanel";

export function EvidencePanels() {
  const { store } = useHere();
  return (
    <>
      <div class="cxw-evidence cxw-scroll">
        {store.genes.any.value && <GenesPanel />}
        {store.genes.any.value && <GeneSetsPanel />}
        {store.genes.any.value && <DotsPanel />}
        {hasNumbers(store) && <NumbersPanel />}
      </div>
      {/* In sight with every selection, and what is above stays where it is. */}
      <div class="cxw-of-selection cxw-scroll">
        <CompositionPanel />
        {store.genes.any.value && <MarkersPanel />}
      </div>
    </>
  );
}
