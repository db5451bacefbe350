/** Genes that tell the selected cells from others. */
export function MarkersTab() {
  return <p class="cxw-hint">Genes that tell the selected cells from others.</p>;
}
