/** Genes: the search, and those that are shown. */
import { batch, computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Rpc } from "../../wire/rpc";
import type { Gene } from "../../wire/types";
import type { Traits } from "../base/traits";
import type { Columns } from "../data/columns";
import type { DatasetStore } from "../data/dataset";
import type { Layers } from "../data/layers";
import { levelOf } from "../data/nesting";
import { isComponent, pairOf } from "../data/pairs";
import type { Filters } from "../selection/filters";

/** A column of this name is the mean of a gene set. */
export const SET_PREFIX = "set: ";

export interface Genes {
  /** Whether the data has any. */
  any: ReadonlySignal<boolean>;
  /** Keys of the genes in the list, in the order they came. Those with a filter or the color are always in it. */
  shown: ReadonlySignal<readonly string[]>;
  /** What the search said of a gene in the list. */
  about(key: string): Gene | undefined;
  search(query: string): Promise<Gene[]>;
  show(gene: Gene | string): void;
  colorBy(gene: Gene | string): void;
  /** Takes it off the list, with its filter and its color. */
  remove(key: string): Promise<void>;
}

interface Ground {
  rpc: Rpc;
  traits: Pick<Traits, "categories" | "category" | "color" | "set">;
  data: Pick<DatasetStore, "dataset" | "renew">;
  columns: Pick<Columns, "forget">;
  layers: Pick<Layers, "onChange">;
  filters: Pick<Filters, "active" | "set">;
}

const MOST_FOUND = 30;

export function createGenes({ rpc, traits, data, columns, layers, filters }: Ground, lifetime: AbortSignal): Genes {
  const { dataset } = data;
  const listed = signal<readonly string[]>([]);
  const known = new Map<string, Gene>();
  /** What the plot was colored by before a gene: what it goes back to. */
  let before: string | null = null;

  /** Whether a column is made of the values of genes: the data and the labels have none of this name. */
  const isOfGenes = (name: string) =>
    !dataset.peek()?.columns.some((column) => column.name === name) &&
    !isComponent(name, dataset.peek()?.embeddings ?? []) &&
    !traits.categories.peek().some((category) => category.name === name) &&
    levelOf(name, traits.categories.peek()) === null;
  const isGene = (name: string) => isOfGenes(name) && !name.startsWith(SET_PREFIX);

  // a column made in the session may be coloured by before the data has told of it
  const shown = computed(() => {
    void dataset.value;
    return listed.value.filter(isGene);
  });

  const keyOf = (gene: Gene | string) => {
    if (typeof gene === "string") return gene;
    known.set(gene.key, gene);
    return gene.key;
  };
  function list(keys: readonly string[]): void {
    const fresh = keys.filter((key) => !listed.peek().includes(key));
    if (fresh.length > 0) listed.value = [...listed.peek(), ...fresh];
  }
  let isOpened = false;
  const stop = effect(() => {
    if (dataset.value && !isOpened) {
      isOpened = true;
      list(dataset.value.genes.map(keyOf));
    }
    const color = traits.color.value;
    const ranged = [...filters.active.value].filter(([, { kind }]) => kind === "range").map(([name]) => name);
    // Before the data has told its columns, anything might be a gene.
    if (!dataset.value) return;
    if (color !== null && !isOfGenes(color)) before = color;
    list([...ranged, ...(color === null ? [] : [color])].filter(isGene));
    // What was made beside the data a moment ago is told to be a column only now.
    const genes = listed.peek().filter(isOfGenes);
    if (genes.length < listed.peek().length) listed.value = genes;
  });
  lifetime.addEventListener("abort", stop);

  layers.onChange(() => {
    columns.forget(isOfGenes);
    data.renew((key) => pairOf(key)?.some(isOfGenes) ?? false);
  });

  return {
    any: computed(() => (dataset.value?.nGenes ?? 0) > 0),
    shown,
    about: (key) => known.get(key),
    async search(query) {
      return (await rpc.ask("genes", { query, n: MOST_FOUND })).body.genes;
    },
    show: (gene) => list([keyOf(gene)]),
    colorBy(gene) {
      const key = keyOf(gene);
      list([key]);
      traits.set("color", key);
    },
    async remove(key) {
      batch(() => {
        listed.value = listed.peek().filter((other) => other !== key);
        if (traits.color.peek() === key) traits.set("color", before ?? traits.category.peek());
      });
      if (filters.active.peek().has(key)) await filters.set(key, null);
    },
  };
}
