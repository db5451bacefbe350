/** What the selected cells are called in a column: "72 % louvain 3". Counted here, from codes that are at hand. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Traits } from "../base/traits";
import type { DatasetStore } from "../data/dataset";
import type { Name } from "../data/filterValue";
import { levelOf } from "../data/nesting";
import { type Part as ShownParts, shownOf } from "../data/part";
import { countsOf, type ValuesStore } from "../data/values";
import type { Labels } from "../labels/labels";
import type { Selected } from "../selection/selection";

export interface Part {
  /** Null: cells without a label or value. */
  name: Name;
  text: string;
  color: string | null;
  n: number;
  /** Of the selection, 0 to 1. */
  share: number;
}
export interface Composition {
  /** What is colored by if that has names, else the category in use, else the first column with names; or chosen. */
  column: ReadonlySignal<string | null>;
  /** All that can be chosen. */
  columns: ReadonlySignal<readonly string[]>;
  choose(column: string | null): void;
  /** The most frequent first; null while nothing is selected or the codes are not at hand. */
  of(column: string): readonly Part[] | null;
}

interface Ground {
  traits: Pick<Traits, "categories" | "color">;
  data: Pick<DatasetStore, "dataset">;
  part: Pick<ShownParts, "shown">;
  labels: Pick<Labels, "inUse">;
  values: Pick<ValuesStore, "of">;
  selection: Pick<Selected, "counted">;
}

export function createComposition({ traits, data, part, labels, values, selection }: Ground): Composition {
  const { dataset } = data;
  const chosen = signal<string | null>(null);
  const columns = computed(() => [
    ...traits.categories.value.map(({ name }) => name),
    ...(dataset.value?.columns ?? []).filter(({ kind }) => kind === "category").map(({ name }) => name),
  ]);
  const column = computed(() => {
    const known = (name: string | null | undefined) => (name && columns.value.includes(name) ? name : null);
    const leveled = levelOf(traits.color.value, traits.categories.value)?.category.name;
    const colored = known(traits.color.value) ?? known(leveled);
    const wished = known(chosen.value) ?? colored ?? known(labels.inUse.value?.name);
    return wished ?? columns.value[0] ?? null;
  });
  const parts = new Map<string, ReadonlySignal<readonly Part[] | null>>();
  const counted = (name: string) =>
    computed<readonly Part[] | null>(() => {
      const counted = selection.counted.value.mask;
      const mask = counted && shownOf(counted, part.shown.value);
      const here = mask && values.of(name);
      if (!mask || here?.kind !== "codes") return null;
      const counts = countsOf(here.codes, mask);
      const n = counts.reduce((sum, count) => sum + count, 0);
      if (n === 0) return null;
      return entriesOf(name)
        .map((entry) => ({ ...entry, n: counts[here.codeOf(entry.name) ?? -1] ?? 0 }))
        .filter((part) => part.n > 0)
        .map((part) => ({ ...part, share: part.n / n }))
        .sort((a, b) => b.n - a.n);
    });
  function entriesOf(name: string): Pick<Part, "name" | "text" | "color">[] {
    const own = traits.categories.value.find((category) => category.name === name);
    const other = dataset.value?.columns.find((candidate) => candidate.name === name);
    const named = own ? own.labels : other?.kind === "category" ? other.levels : [];
    const none = { name: null, text: own ? "unassigned" : "no value", color: null };
    return [...named.map((entry) => ({ name: entry.name, text: entry.name, color: entry.color })), none];
  }
  return {
    column,
    columns,
    choose(name) {
      chosen.value = name;
    },
    of(name) {
      const one = parts.get(name) ?? counted(name);
      parts.set(name, one);
      return one.value;
    },
  };
}
