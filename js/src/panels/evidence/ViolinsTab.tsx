/** Numbers and genes by label. */
export function ViolinsTab() {
  return <p class="cxw-hint">Numbers and genes by label.</p>;
}
