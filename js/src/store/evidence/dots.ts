/** The dot plot: which genes by the labels of what, and Python's answer, new after every edit while anyone looks. */
import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { floatsFrom } from "../../wire/arrays";
import type { RowOrder } from "../../wire/evidenceMessages";
import type { Rpc } from "../../wire/rpc";
import type { DotsTold } from "../../wire/types";
import { type ByLabelGround, createBy, followNames } from "./byLabel";
import { createFollowed, type Followed } from "./followed";

export interface DotTable extends DotsTold {
  by: string;
  /** By group and gene, row by row; NaN where no cell has a value. */
  means: Float32Array;
  fractions: Float32Array;
}

export interface Dots extends Pick<Followed<DotTable>, "loading" | "problem" | "watch"> {
  genes: ReadonlySignal<readonly string[]>;
  /** The category or column whose labels are the rows; null: there is none. */
  by: ReadonlySignal<string | null>;
  /** What can be `by`. */
  choices: ReadonlySignal<readonly string[]>;
  /** The last answer; stays until the next one is here. */
  table: ReadonlySignal<DotTable | null>;
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
}

const N_MARKERS = 6;

interface Ground extends Pick<ByLabelGround, "traits" | "columns" | "choices"> {
  rpc: Rpc;
  /** In use: values of genes may be from it. */
  layer: ReadonlySignal<string>;
}

export function createDots(ground: Ground, lifetime: AbortSignal): Dots {
  const { rpc, traits, choices } = ground;
  const genes = signal<readonly string[]>([]);
  const order = signal<RowOrder>("label");
  const sets = signal<ReadonlyMap<string, string>>(new Map());
  /** How many markers of the selection the next answer adds to the genes. */
  const markers = signal(0);
  const { by, chosen } = createBy(ground, () => traits.category.value);

  const followed = createFollowed<DotTable>(
    rpc,
    () => {
      const [group, names, nMarkers] = [by.value, genes.value, markers.value];
      if (group === null || names.length + nMarkers === 0) return null;
      followNames(ground, [group]);
      void ground.layer.value;
      const asked = { by: group, genes: [...names], order: order.value, ...(nMarkers > 0 && { nMarkers }) };
      return async (id) => {
        const { body, payload } = await rpc.ask("dots", asked, [], id);
        if (nMarkers > 0)
          batch(() => {
            genes.value = body.genes;
            markers.value = 0;
          });
        const both = floatsFrom(payload);
        const size = both.length / 2;
        return { by: group, ...body, means: both.subarray(0, size), fractions: both.subarray(size) };
      };
    },
    lifetime,
  );

  return {
    genes,
    by,
    choices,
    table: computed(() => (genes.value.length > 0 ? followed.answer.value : null)),
    loading: followed.loading,
    problem: followed.problem,
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
      batch(() => {
        genes.value = [];
        markers.value = 0;
        sets.value = new Map();
      });
    },
    addMarkers() {
      markers.value = N_MARKERS;
    },
    goBy(name) {
      chosen.value = name;
    },
    watch: followed.watch,
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
