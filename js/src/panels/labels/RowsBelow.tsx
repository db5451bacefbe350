/** How many rows of a dialog's list are below what is seen of it. */
import type { RefObject } from "preact";
import { Below } from "../../ui/Below";

export function RowsBelow({ list }: { list: RefObject<HTMLElement | null> }) {
  return (
    <Below list={list} rows=":scope > li">
      {(below) => <p class="cxw-hint cxw-meaning-below">{below > 0 ? `${below} more below` : "That is all"}</p>}
    </Below>
  );
}
