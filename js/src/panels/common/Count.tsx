/** How many cells a row stands for: all of them, or those in view of all. */
import { cells, count } from "../../words";

interface CountProps {
  total: number;
  inView: number | null;
  /** Of those the label's own, where labels are nested under it. */
  own?: number | null;
}

export function Count({ total, inView, own = null }: CountProps) {
  const parts = [
    ...(inView === null ? [] : [`${count(inView)} in view of ${cells(total)}`]),
    ...(own === null ? [] : [`${count(own)} of its own, ${count(total)} with those under it`]),
  ];
  const title = parts.length > 0 ? parts.join("; ") : undefined;
  if (inView === null) {
    return (
      <span class="cxw-count" title={title}>
        {count(total)}
      </span>
    );
  }
  return (
    <span class="cxw-count cxw-of-total cxw-nowrap" title={title}>
      <span class="cxw-in-view">{count(inView)}</span> <span>/ {count(total)}</span>
    </span>
  );
}
