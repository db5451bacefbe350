import { useEffect } from "preact/hooks";
import { useHere } from "./context";

/** Pulls the codes of a list that is open as soon as something narrows the view: its counts are made of them. */
export function useCodes(column: string, open: boolean): void {
  const { store, view } = useHere();
  const narrowed = store.filters.active.value.size > 0 || store.selection.n.value > 0;
  const own = store.labels.categories.value.find(({ name }) => name === column)?.id;
  useEffect(() => {
    if (!open || !narrowed) return;
    void view.attempt(own === undefined ? store.columns.pull(column) : store.ownCodes.pull(own));
  }, [open, narrowed, own, column, store, view]);
}
