import type { Store } from "../../store/store";

/** Whether the data has anything to show there. */
export function hasEvidence(store: Store): boolean {
  const dataset = store.data.dataset.value;
  return dataset !== null && (dataset.nGenes > 0 || hasNumbers(store));
}

export function hasNumbers(store: Store): boolean {
  return store.data.dataset.value?.columns.some(({ kind }) => kind === "number") ?? false;
}
