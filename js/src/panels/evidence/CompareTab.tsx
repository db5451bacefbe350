/** Two categories against each other. */
export function CompareTab() {
  return <p class="cxw-hint">Two categories against each other.</p>;
}
