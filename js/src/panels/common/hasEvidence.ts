import type { DatasetStore } from "../../store/data/dataset";

/** Whether the data has anything to show there. */
export function hasEvidence(data: DatasetStore): boolean {
  const dataset = data.dataset.value;
  return dataset !== null && (dataset.nGenes > 0 || hasNumbers(data));
}

export function hasNumbers(data: DatasetStore): boolean {
  return data.dataset.value?.columns.some(({ kind }) => kind === "number") ?? false;
}
