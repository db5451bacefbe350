/** Genes by label: how many cells, how much. */
export function DotsTab() {
  return <p class="cxw-hint">Genes by label: how many cells, how much.</p>;
}
