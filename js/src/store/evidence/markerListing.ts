/** Which of the markers are listed, and in which order: pure, and the choices that a person made. */
import { type Signal, signal } from "@preact/signals";
import type { MarkerRow, MarkerTable } from "../../wire/types";

export type MarkerNumber = "logFoldChange" | "pctIn" | "pctOut" | "auc" | "pAdjusted" | "nAgree" | "score";
export type SortKey = MarkerNumber | "gene";
/** `down`: the highest first. */
export interface Sort {
  by: SortKey;
  down: boolean;
}
/** Genes that are higher in the selection, lower, or all. */
export type Way = "up" | "down" | "both";

export interface Listing {
  sort: Signal<Sort>;
  way: Signal<Way>;
  /** Names, or parts of them, apart by blanks or commas; empty: all genes. */
  wanted: Signal<string>;
  sortBy(key: SortKey): void;
  go(way: Way): void;
}

/** What is best when it is low, or reads from A to Z. */
const FROM_BELOW: ReadonlySet<SortKey> = new Set<SortKey>(["gene", "pAdjusted"]);
const BEST: Sort = { by: "score", down: true };

export function createListing(): Listing {
  const sort = signal(BEST);
  const way = signal<Way>("up");
  return {
    sort,
    way,
    wanted: signal(""),
    sortBy(key) {
      const { by, down } = sort.peek();
      sort.value = { by: key, down: by === key ? !down : !FROM_BELOW.has(key) };
    },
    go(next) {
      way.value = next;
      // what tells them apart best stays above
      if (sort.peek().by === "score") sort.value = { by: "score", down: next !== "down" };
    },
  };
}

/** Whether the genes come as the test ranks them. */
export function isRanked({ by, down }: Sort, way: Way): boolean {
  return by === "score" && down === (way !== "down");
}

export function listed(rows: readonly MarkerRow[], sort: Sort, way: Way, wanted: string): readonly MarkerRow[] {
  const parts = wanted
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter((part) => part !== "");
  const has = (text: string) => parts.some((part) => text.toLowerCase().includes(part));
  const shown = rows.filter((row) => {
    const change = row.logFoldChange ?? row.score ?? 0;
    if (way !== "both" && (way === "up" ? change <= 0 : change >= 0)) return false;
    return parts.length === 0 || has(row.gene) || has(row.id);
  });
  if (sort.by === "gene") return byName(shown, sort.down);
  return byNumber(shown, sort.by, sort.down);
}

function byName(rows: readonly MarkerRow[], down: boolean): readonly MarkerRow[] {
  const named = rows.map((row) => [row.gene.toLowerCase(), row] as const);
  const turn = down ? -1 : 1;
  named.sort(([a], [b]) => (a < b ? -turn : a > b ? turn : 0));
  return named.map(([, row]) => row);
}

/** Those without a number come last whichever way; of the same number the order stays. */
function byNumber(rows: readonly MarkerRow[], by: MarkerNumber, down: boolean): readonly MarkerRow[] {
  const turn = down ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [left, right] = [a[by], b[by]];
    if (left === null || right === null) return +(left === null) - +(right === null);
    return turn * (left - right);
  });
}

const FIELDS: readonly (readonly [name: string, of: (row: MarkerRow) => string | number | null])[] = [
  ["gene", (row) => row.gene],
  ["id", (row) => row.id],
  ["scores", (row) => row.score],
  ["logfoldchanges", (row) => row.logFoldChange],
  ["pvals", (row) => row.p],
  ["pvals_adj", (row) => row.pAdjusted],
  ["pct_in", (row) => row.pctIn],
  ["pct_out", (row) => row.pctOut],
  ["auc", (row) => row.auc],
  ["n_agree", (row) => row.nAgree],
  ["n_samples", (row) => row.nSamples],
];

/** The rows as text, under the names that `markers()` has for the columns. */
export function asText(rows: readonly MarkerRow[], table: MarkerTable, between: "," | "\t"): string {
  const fields = table.samples === null ? FIELDS.slice(0, -2) : FIELDS;
  const lines = rows.map((row) => fields.map(([, of]) => written(of(row), between)).join(between));
  return `${[fields.map(([name]) => name).join(between), ...lines].join("\n")}\n`;
}

function written(value: string | number | null, between: "," | "\t"): string {
  if (typeof value !== "string") return value === null ? "" : `${value}`;
  if (between === "\t") return value.replace(/[\t\r\n]/g, " ");
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
