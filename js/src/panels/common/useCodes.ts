import { useEffect } from "preact/hooks";
import { useColumns, useFilters, useLabels, useOwnCodes, useSelection, useView } from "./context";

/** Pulls the codes of a list that is open as soon as something narrows the view: its counts are made of them. */
export function useCodes(column: string, open: boolean): void {
  const columns = useColumns();
  const ownCodes = useOwnCodes();
  const selection = useSelection();
  const filters = useFilters();
  const labels = useLabels();
  const view = useView();
  const narrowed = filters.active.value.size > 0 || selection.n.value > 0;
  const own = labels.categories.value.find(({ name }) => name === column)?.id;
  useEffect(() => {
    if (!open || !narrowed) return;
    void view.attempt(own === undefined ? columns.pull(column) : ownCodes.pull(own));
  }, [open, narrowed, own, column, columns, ownCodes, view]);
}
