/** What the points are colored by: the trait `color` resolved to an own category, a column of the data or a gene. */
import { batch, computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Codes } from "../../wire/arrays";
import type { Category } from "../../wire/messages";
import type { CategoryColumn, NumberColumn, Range } from "../../wire/types";
import { when } from "../../words";
import type { Problems } from "../base/problems";
import type { Traits } from "../base/traits";
import type { Columns } from "./columns";
import type { DatasetStore } from "./dataset";
import type { Levels } from "./levels";
import { levelOf } from "./nesting";
import type { OwnCodes } from "./ownCodes";
import type { Preview } from "./preview";

export type Source =
  | { kind: "own"; category: Category }
  /** The labels above stand for those under them. */
  | { kind: "level"; category: Category; level: number }
  | { kind: "category"; column: CategoryColumn }
  | { kind: "number"; name: string; column: NumberColumn | null };

/** Named codes with a color each, in display order. */
export interface Entry {
  code: number;
  name: string;
  color: string;
}
export type Picture =
  | {
      kind: "codes";
      name: string;
      /** The own category that patches are of. */
      own: number | null;
      codes: Codes;
      levels?: readonly string[];
      past?: boolean;
      /** What stands for a code of the category, where that is not itself. */
      as?: (code: number) => number;
    }
  | { kind: "values"; name: string; values: Float32Array; range: Range | null }
  | { kind: "none" };

/** Codes that have names. */
export type Colored = Pick<Extract<Picture, { kind: "codes" }>, "name" | "own" | "levels" | "as">;

/** A level that came after the page was opened. */
const NEW_LEVEL = "#7c8491";

export interface ColorBy {
  source: ReadonlySignal<Source | null>;
  /** What is on screen: the last picture whose data has arrived. */
  picture: ReadonlySignal<Picture>;
  /** Names and colors of the codes on screen. */
  entries: ReadonlySignal<readonly Entry[]>;
  loading: ReadonlySignal<boolean>;
  /** It is loading what the kernel has in memory: no gene. */
  comesSoon: ReadonlySignal<boolean>;
  /** The same of other codes. */
  entriesOf(shown: Colored): readonly Entry[];
  /** The names in a column that an entry on screen stands for; null: none can be asked for. */
  namesOf(entry: Entry): { column: string; names: readonly string[] } | null;
}

function samePicture(a: Picture, b: Picture): boolean {
  if (a.kind === "codes" && b.kind === "codes") return a.codes === b.codes && a.name === b.name;
  if (a.kind === "values" && b.kind === "values") return a.values === b.values;
  return a.kind === b.kind;
}

interface Ground {
  traits: Pick<Traits, "color" | "categories">;
  data: Pick<DatasetStore, "dataset">;
  columns: Pick<Columns, "cached" | "pull">;
  ownCodes: Pick<OwnCodes, "cached" | "pull">;
  levels: Levels;
  problems: Pick<Problems, "report">;
  preview: Pick<Preview, "shown">;
}

export function createColorBy(
  { traits, data, columns, ownCodes, levels, problems, preview }: Ground,
  lifetime: AbortSignal,
): ColorBy {
  const { dataset } = data;
  const picture = signal<Picture>({ kind: "none" });
  const loading = signal(false);

  const source = computed<Source | null>(() => {
    const name = traits.color.value;
    if (name === null || !dataset.value) return null;
    const category = traits.categories.value.find((own) => own.name === name);
    if (category) return { kind: "own", category };
    const column = dataset.value.columns.find((other) => other.name === name);
    if (column?.kind === "category") return { kind: "category", column };
    const at = column ? null : levelOf(name, traits.categories.value);
    if (at) return { kind: "level", ...at };
    return { kind: "number", name, column: column ?? null };
  });

  function atHand(wanted: Source | null): Picture | null {
    const past = preview.shown.value;
    if (past) {
      const name = `${past.category}, ${when(past.version.savedAt)}`;
      return { kind: "codes", name, own: null, codes: past.codes, past: true };
    }
    if (!wanted) return { kind: "none" };
    if (wanted.kind === "own") {
      const { id, name } = wanted.category;
      const codes = ownCodes.cached.value.get(id)?.codes;
      return codes ? { kind: "codes", name, own: id, codes } : null;
    }
    if (wanted.kind === "level") {
      const { id, name } = wanted.category;
      const at = levels.at(wanted.category, wanted.level);
      return at && { kind: "codes", name: `${name}, level ${wanted.level}`, own: id, codes: at.codes, as: at.as };
    }
    const name = wanted.kind === "category" ? wanted.column.name : wanted.name;
    const here = columns.cached.value.get(name);
    if (!here) return null;
    if (here.kind === "category") return { kind: "codes", name, own: null, codes: here.codes, levels: here.levels };
    return { kind: "values", name, values: here.values, range: here.range };
  }

  const stop = effect(() => {
    const wanted = source.value;
    const found = atHand(wanted);
    batch(() => {
      loading.value = found === null;
      if (found && !samePicture(found, picture.peek())) picture.value = found;
    });
    if (found || !wanted) return;
    const pulled =
      wanted.kind === "own" || wanted.kind === "level"
        ? ownCodes.pull(wanted.category.id)
        : columns.pull(wanted.kind === "category" ? wanted.column.name : wanted.name);
    pulled.catch((error: Error) => {
      loading.value = false;
      problems.report(error);
    });
  });
  lifetime.addEventListener("abort", stop);

  const entries = computed<readonly Entry[]>(() => {
    const shown = picture.value;
    if (shown.kind !== "codes") return [];
    return shown.past ? (preview.shown.value?.labels ?? []) : entriesOf(shown);
  });
  function entriesOf(shown: Colored): readonly Entry[] {
    if (shown.own !== null) {
      const labels = traits.categories.value.find(({ id }) => id === shown.own)?.labels ?? [];
      return shown.as ? labels.filter(({ code }) => shown.as?.(code) === code) : labels;
    }
    const column = dataset.value?.columns.find(({ name }) => name === shown.name);
    if (column?.kind !== "category") return [];
    const colors = new Map(column.levels.map(({ name, color }) => [name, color]));
    const names = shown.levels ?? column.levels.map(({ name }) => name);
    return names.map((name, i) => ({ code: i + 1, name, color: colors.get(name) ?? NEW_LEVEL }));
  }

  function namesOf(entry: Entry): { column: string; names: readonly string[] } | null {
    const shown = picture.peek();
    // a label of an earlier version is none that cells can be selected by
    if (shown.kind !== "codes" || shown.past) return null;
    const category = shown.as && traits.categories.peek().find(({ id }) => id === shown.own);
    if (!category) return { column: shown.name, names: [entry.name] };
    const like = category.labels.filter(({ code }) => shown.as?.(code) === entry.code);
    return { column: category.name, names: like.map(({ name }) => name) };
  }

  const comesSoon = computed(() => {
    const wanted = source.value;
    return loading.value && wanted !== null && (wanted.kind !== "number" || wanted.column !== null);
  });
  return { source, picture, entries, loading, comesSoon, entriesOf, namesOf };
}

/** RGBA per code; code 0, unassigned or missing, is the given grey. */
export function paletteOf(entries: readonly Entry[], grey: string): Uint8Array {
  const last = entries.reduce((max, { code }) => Math.max(max, code), 0);
  const palette = new Uint8Array(4 * (last + 1)).fill(255);
  const put = (code: number, hex: string) => {
    const rgb = Number.parseInt(hex.slice(1, 7), 16);
    palette.set([rgb >> 16, (rgb >> 8) & 255, rgb & 255, 255], 4 * code);
  };
  for (let code = 0; code <= last; code++) put(code, grey);
  for (const { code, color } of entries) put(code, color);
  return palette;
}
