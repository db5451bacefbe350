/** The aside at the right: what speaks for a label. */
import type { Store } from "../store/store";
import { CompositionPanel } from "./CompositionPanel";
import { useHere } from "./context";
import { DotsPanel } from "./DotsPanel";
import { GeneSetsPanel } from "./GeneSetsPanel";
import { GenesPanel } from "./GenesPanel";
import { MarkersPanel } from "./MarkersPanel";
import { NumbersPanel } from "./NumbersPanel";

/** Whether the data has anything to show there. */
export function hasEvidence(store: Store): boolean {
  const dataset = store.data.dataset.value;
  return dataset !== null && (dataset.nGenes > 0 || hasNumbers(store));
}

function hasNumbers(store: Store): boolean {
  return store.data.dataset.value?.columns.some(({ kind }) => kind === "number") ?? false;
}

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
