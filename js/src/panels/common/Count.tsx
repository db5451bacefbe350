/** How many cells a row stands for: all of them, or those in view of all. */
import { cells, count } from "../../words";

export function Count({ total, inView }: { total: number; inView: number | null }) {
  if (inView === null) return <span class="cxw-count">{count(total)}</span>;
  return (
    <span class="cxw-count cxw-nowrap" title={`${count(inView)} in view of ${cells(total)}`}>
      <span class="cxw-in-view">{count(inView)}</span> / {count(total)}
    </span>
  );
}
