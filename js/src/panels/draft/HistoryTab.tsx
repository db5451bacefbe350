/** Every edit. */
export function HistoryTab() {
  return <p class="cxw-hint">Every edit.</p>;
}
