/** Two categories against each other, counted by Python, new after every edit while anyone looks. */
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { numbers } from "../../wire/arrays";
import type { Rpc } from "../../wire/rpc";
import type { ConfusionTold } from "../../wire/types";
import type { DatasetStore } from "../data/dataset";
import { withLevels } from "../data/nesting";
import { type ByLabelGround, createBy, followNames, selectedNow } from "./byLabel";
import { createFollowed, type Followed } from "./followed";

export interface ConfusionTable extends ConfusionTold {
  a: string;
  b: string;
  /** Row by row. */
  counts: Uint32Array;
  rowTotals: readonly number[];
  columnTotals: readonly number[];
  total: number;
}
/** What a square tells: cells, or which part they are of its row or column. */
export type Telling = "counts" | "of rows" | "of columns";

export interface Confusion extends Followed<ConfusionTable> {
  rows: ReadonlySignal<string | null>;
  columns: ReadonlySignal<string | null>;
  choices: ReadonlySignal<readonly string[]>;
  telling: Signal<Telling>;
  /** Rows and columns along the diagonal, else as they are. */
  diagonal: Signal<boolean>;
  selectedOnly: Signal<boolean>;
  chooseRows(name: string): void;
  chooseColumns(name: string): void;
  swap(): void;
}

interface Ground extends ByLabelGround {
  rpc: Rpc;
  data: Pick<DatasetStore, "dataset">;
}

export function createConfusion(ground: Ground, lifetime: AbortSignal): Confusion {
  const { rpc, traits, choices, data } = ground;
  const selectedOnly = signal(false);
  const a = createBy(ground, () => traits.category.value);
  // a column of the data beside a category of one's own, before those that were made here
  const firstColumn = () => {
    const own = new Set(traits.categories.value.flatMap(withLevels));
    const others = choices.value.filter((name) => !own.has(name) && name !== a.by.value);
    const made = new Set(data.dataset.value?.columns.filter((column) => column.made).map(({ name }) => name));
    return others.find((name) => !made.has(name)) ?? others[0] ?? null;
  };
  const b = createBy(ground, firstColumn, () => a.by.value);

  const followed = createFollowed<ConfusionTable>(
    rpc,
    () => {
      const [rows, columns, selected] = [a.by.value, b.by.value, selectedOnly.value];
      if (rows === null || columns === null) return null;
      followNames(ground, [rows, columns]);
      const now = selected ? selectedNow(ground) : "some";
      if (now !== "some") return now === "none" ? null : now;
      return async (id) => {
        const { body, payload } = await rpc.ask("confusion", { a: rows, b: columns, selected }, [], id);
        return { a: rows, b: columns, ...withTotals(body, numbers(payload, Uint32Array)) };
      };
    },
    lifetime,
  );
  return {
    ...followed,
    rows: computed(() => a.by.value),
    columns: computed(() => b.by.value),
    choices,
    telling: signal<Telling>("counts"),
    diagonal: signal(false),
    selectedOnly,
    chooseRows(name) {
      if (name === b.by.peek()) b.chosen.value = a.by.peek();
      a.chosen.value = name;
    },
    chooseColumns(name) {
      if (name === a.by.peek()) a.chosen.value = b.by.peek();
      b.chosen.value = name;
    },
    swap() {
      const [rows, columns] = [a.by.peek(), b.by.peek()];
      a.chosen.value = columns;
      b.chosen.value = rows;
    },
  };
}

function withTotals(told: ConfusionTold, counts: Uint32Array): Omit<ConfusionTable, "a" | "b"> {
  const nColumns = told.columns.length;
  const rowTotals = told.rows.map(() => 0);
  const columnTotals = told.columns.map(() => 0);
  let total = 0;
  for (let i = 0; i < counts.length; i++) {
    const [n, row, column] = [counts[i] as number, Math.floor(i / nColumns), i % nColumns];
    rowTotals[row] = (rowTotals[row] as number) + n;
    columnTotals[column] = (columnTotals[column] as number) + n;
    total += n;
  }
  return { ...told, counts, rowTotals, columnTotals, total };
}
