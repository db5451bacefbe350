/** What the labels of a category or column look like, and what cells without one are called. */
import { useMemo } from "preact/hooks";
import type { Name } from "../../store/data/filterValue";
import { levelOf } from "../../store/data/nesting";
import { useData, useTraits } from "../common/context";

export interface Names {
  text(name: Name): string;
  color(name: Name): string | undefined;
}

export function useNames(column: string | null): Names {
  const categories = useTraits().categories.value;
  const own = categories.find(({ name }) => name === column) ?? levelOf(column, categories)?.category;
  const other = useData().dataset.value?.columns.find(({ name }) => name === column);
  return useMemo(() => {
    const named = own?.labels ?? (other?.kind === "category" ? other.levels : []);
    const colors = new Map<Name, string>(named.map(({ name, color }) => [name, color]));
    const none = own ? "unassigned" : "no value";
    return { text: (name) => name ?? none, color: (name) => colors.get(name) };
  }, [own, other]);
}
