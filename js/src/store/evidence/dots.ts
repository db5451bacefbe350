/** The dot plot: which genes by the labels of what, and Python's answer, new after every edit while anyone looks. */
import { computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { floatsFrom } from "../../wire/arrays";
import type { RowOrder } from "../../wire/evidenceMessages";
import type { Rpc } from "../../wire/rpc";
import type { DotsTold } from "../../wire/types";
import type { Traits } from "../base/traits";
import type { DatasetStore } from "../data/dataset";

export interface DotTable extends DotsTold {
  by: string;
  /** By group and gene, row by row; NaN where no cell has a value. */
  means: Float32Array;
  fractions: Float32Array;
}

export interface Dots {
  genes: ReadonlySignal<readonly string[]>;
  /** The category or column whose labels are the rows; null: there is none. */
  by: ReadonlySignal<string | null>;
  /** What can be `by`. */
  choices: ReadonlySignal<readonly string[]>;
  /** The last answer; stays until the next one is here. */
  table: ReadonlySignal<DotTable | null>;
  loading: ReadonlySignal<boolean>;
  problem: ReadonlySignal<string | null>;
  /** Colors from 0 to 1 in each gene. */
  scaled: Signal<boolean>;
  /** Rows as labels are, or those with like means beside each other. */
  order: Signal<RowOrder>;
  /** The gene set that a gene was added with. */
  sets: ReadonlySignal<ReadonlyMap<string, string>>;
  add(genes: readonly string[], set?: string): void;
  remove(gene: string): void;
  clear(): void;
  /** Adds the markers of the selection. */
  addMarkers(): void;
  goBy(name: string): void;
  /** Keeps the answer fresh as long as the lifetime lasts. */
  watch(lifetime: AbortSignal): void;
}

const N_MARKERS = 6;
const SUPERSEDED = "superseded";

interface Ground {
  rpc: Rpc;
  traits: Pick<Traits, "categories" | "category" | "revision">;
  data: Pick<DatasetStore, "dataset">;
  layer: ReadonlySignal<string>;
}

export function createDots({ rpc, traits, data, layer }: Ground, lifetime: AbortSignal): Dots {
  const genes = signal<readonly string[]>([]);
  const chosen = signal<string | null>(null);
  const table = signal<DotTable | null>(null);
  const loading = signal(false);
  const problem = signal<string | null>(null);
  const watching = signal(0);
  const order = signal<RowOrder>("label");
  const sets = signal<ReadonlyMap<string, string>>(new Map());
  let newest = 0;

  const own = computed(() => traits.categories.value.map(({ name }) => name));
  const choices = computed(() => {
    const columns = data.dataset.value?.columns.filter(({ kind }) => kind === "category") ?? [];
    return [...own.value, ...columns.map(({ name }) => name)];
  });
  const by = computed(() => {
    const wanted = [chosen.value, traits.category.value].find((name) => name !== null && choices.value.includes(name));
    return wanted ?? choices.value[0] ?? null;
  });

  async function ask(group: string, names: readonly string[], nMarkers?: number): Promise<void> {
    const number = ++newest;
    loading.value = true;
    try {
      const { body, payload } = await rpc.ask("dots", {
        by: group,
        genes: [...names],
        order: order.peek(),
        nMarkers,
      });
      if (number !== newest) return;
      const both = floatsFrom(payload);
      const size = both.length / 2;
      problem.value = null;
      table.value = { by: group, ...body, means: both.subarray(0, size), fractions: both.subarray(size) };
      if (nMarkers !== undefined) genes.value = body.genes;
    } catch (error) {
      if (number === newest && (error as Error).message !== SUPERSEDED) problem.value = (error as Error).message;
    } finally {
      if (number === newest) loading.value = false;
    }
  }

  const stop = effect(() => {
    const [group, names] = [by.value, genes.value];
    // edits change the numbers of own labels only
    if (group !== null && own.value.includes(group)) traits.revision.value;
    void [layer.value, order.value];
    if (watching.value === 0 || group === null || names.length === 0) return;
    void ask(group, names);
  });
  lifetime.addEventListener("abort", stop);

  return {
    genes,
    by,
    choices,
    table,
    loading,
    problem,
    scaled: signal(false),
    order,
    sets,
    add(names, set) {
      const added = names.filter((name) => !genes.peek().includes(name));
      if (set !== undefined) sets.value = new Map([...sets.peek(), ...added.map((name) => [name, set] as const)]);
      genes.value = [...new Set([...genes.peek(), ...names])];
    },
    remove(gene) {
      genes.value = genes.peek().filter((other) => other !== gene);
      if (genes.value.length === 0) this.clear();
    },
    clear() {
      newest++;
      loading.value = false;
      genes.value = [];
      sets.value = new Map();
      table.value = null;
      problem.value = null;
    },
    addMarkers() {
      if (by.peek() !== null) void ask(by.peek() as string, genes.peek(), N_MARKERS);
    },
    goBy(name) {
      chosen.value = name;
    },
    watch(ended) {
      watching.value++;
      ended.addEventListener("abort", () => watching.value--);
    },
  };
}

export interface Shades {
  /** 0 to 1 for each dot; NaN: no cell has a value. */
  at: Float32Array;
  /** What 0 and 1 stand for; null: no value is finite. */
  low: number | null;
  high: number | null;
}

/** Where the means lie between the lowest and the highest: of all, or of each gene (0 where it is the same in all). */
export function shadesOf({ means, genes }: Pick<DotTable, "means" | "genes">, scaled: boolean): Shades {
  const n = genes.length;
  const ends = (from: number, step: number): [number, number] => {
    let [low, high] = [Infinity, -Infinity];
    for (let i = from; i < means.length; i += step) {
      const value = means[i] as number;
      if (!Number.isFinite(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    return [low, high];
  };
  const whole = ends(0, 1);
  const columns = scaled ? genes.map((_, column) => ends(column, n)) : [];
  const at = means.map((value, i) => {
    const [low, high] = columns[i % n] ?? whole;
    if (Number.isNaN(value)) return value;
    return high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 0;
  });
  if (!(whole[1] >= whole[0])) return { at, low: null, high: null };
  return scaled ? { at, low: 0, high: 1 } : { at, low: whole[0], high: whole[1] };
}
