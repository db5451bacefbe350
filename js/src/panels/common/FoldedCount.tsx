import { count } from "../../words";

/** How many labels a folded category holds; no part of its name. */
export function FoldedCount({ n }: { n: number }) {
  return (
    <span class="cxw-count" aria-hidden="true">
      {count(n)}
    </span>
  );
}
