/** The aside at the right: what speaks for a label. */
import type { Store } from "../store/store";
import { useHere } from "./context";
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
  return <>{hasNumbers(store) && <NumbersPanel />}</>;
}
