/** The range that a column of numbers is narrowed to, in its header: a click clears it. */
import { Icon } from "../../ui/icons";
import { number } from "../../words";
import { useFilters, useView } from "./context";
import type { RangeFilter } from "./ValueHistogram";

export function useRange(name: string): RangeFilter | null {
  const filter = useFilters().active.value.get(name);
  return filter?.kind === "range" ? filter : null;
}

export function RangeChip({ name, range }: { name: string; range: RangeFilter }) {
  const filters = useFilters();
  const view = useView();
  return (
    <button
      type="button"
      class="cxw-range-chip"
      aria-label={`${inWords(range)}: clear the range of ${name}`}
      title="Clear the range"
      onClick={() => void view.attempt(filters.set(name, null))}
    >
      <span class="cxw-nowrap">{inWords(range)}</span>
      <Icon name="close" />
    </button>
  );
}

function inWords({ low, high }: RangeFilter): string {
  if (low === null) return high === null ? "" : `≤ ${number(high)}`;
  return high === null ? `≥ ${number(low)}` : `${number(low)} – ${number(high)}`;
}
