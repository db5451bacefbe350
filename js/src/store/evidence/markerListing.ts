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
  if (sort.by === "gene") {
    const places = placesByName(rows);
    return inOrder(shown, (row) => places.get(row) ?? 0, sort.down);
  }
  return inOrder(shown, (row) => row[sort.by as MarkerNumber], sort.down);
}

/** Where each gene comes by its name; found once for a table, for to compare texts takes longest. */
const byName = new WeakMap<readonly MarkerRow[], ReadonlyMap<MarkerRow, number>>();

function placesByName(rows: readonly MarkerRow[]): ReadonlyMap<MarkerRow, number> {
  const known = byName.get(rows);
  if (known) return known;
  const named = rows.map((row) => ({ row, name: row.gene.toLowerCase() }));
  named.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const places = new Map(named.map(({ row }, place) => [row, place]));
  byName.set(rows, places);
  return places;
}

/** By numbers taken out once; rows without one come last whichever way, and of the same number the order stays. */
function inOrder(rows: readonly MarkerRow[], of: (row: MarkerRow) => number | null, down: boolean): MarkerRow[] {
  const keys = new Float64Array(rows.length);
  const order = new Uint32Array(rows.length);
  rows.forEach((row, at) => {
    const value = of(row);
    keys[at] = value === null ? Number.POSITIVE_INFINITY : down ? -value : value;
    order[at] = at;
  });
  order.sort((a, b) => {
    const [left, right] = [keys[a] as number, keys[b] as number];
    return left < right ? -1 : left > right ? 1 : a - b;
  });
  return Array.from(order, (at) => rows[at] as MarkerRow);
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

/** Rows written at a stretch: all 30,000 of a genome at once would stop the page for as long as one notices. */
const AT_ONCE = 2000;

/** The rows as text, under the names that `markers()` has for the columns; written in pieces, between other work.
 * Numbers of a sample say so in each row: it may be all that is left of where they are from. */
export async function asText(
  rows: readonly MarkerRow[],
  table: Pick<MarkerTable, "samples" | "estimate">,
  between: "," | "\t",
): Promise<string> {
  const fields = table.samples === null ? FIELDS.slice(0, -2) : [...FIELDS];
  if (table.estimate !== null) fields.push(["estimated_from_cells", () => table.estimate]);
  const pieces = [`${fields.map(([name]) => name).join(between)}\n`];
  for (let at = 0; at < rows.length; at += AT_ONCE) {
    if (at > 0) await new Promise((go) => setTimeout(go));
    const lines = rows
      .slice(at, at + AT_ONCE)
      .map((row) => `${fields.map(([, of]) => written(of(row), between)).join(between)}\n`);
    pieces.push(lines.join(""));
  }
  return pieces.join("");
}

function written(value: string | number | null, between: "," | "\t"): string {
  if (typeof value !== "string") return value === null ? "" : `${value}`;
  if (between === "\t") return value.replace(/[\t\r\n]/g, " ");
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
