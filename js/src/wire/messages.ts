/** What is said over the wire, and the only place where snake_case becomes camelCase. */
import { type CellSetHeader, positionsFrom } from "./cells";

export type Json = Record<string, unknown>;

export interface Label {
  code: number;
  name: string;
  color: string;
  count: number;
  /** Why these cells are what they are. */
  note: string;
  /** The genes kept as evidence. */
  evidence: string[];
}
export interface Category {
  id: number;
  name: string;
  labels: Label[];
  unassigned: number;
}
export interface Level {
  name: string;
  color: string;
  count: number;
}
export interface CategoryColumn {
  kind: "category";
  name: string;
  levels: Level[];
  nMissing: number;
}
export interface NumberColumn {
  kind: "number";
  name: string;
  nMissing: number;
}
/** Of the finite values; low and high are the 1st and 99th percentile. */
export interface Range {
  min: number;
  max: number;
  low: number;
  high: number;
}
export type Column = CategoryColumn | NumberColumn;
export interface Embedding {
  key: string;
  name: string;
  nMissing: number;
}
export interface Dataset {
  name: string;
  /** Of the names of the cells. */
  fingerprint: string;
  /** Python's session: another one after a restart, and in another notebook on the same draft. */
  session: string;
  nCells: number;
  nGenes: number;
  /** Where the values of genes are taken from, and where they could be. */
  layer: string;
  layers: string[];
  embeddings: Embedding[];
  columns: Column[];
  leftOut: { name: string; why: string }[];
}
export interface Status {
  state: "unnamed" | "saved" | "unsaved" | "saving" | "error" | "read-only" | "closed";
  path: string | null;
  file: string | null;
  /** Where the draft is, or will be. */
  folder: string;
  /** The draft's ID, and where it is in one spelling: there before it has a name. */
  id: string;
  place: string;
  /** Names of other drafts of this dataset, which were not opened. */
  others: string[];
  suggestedName: string;
  savedAt: string | null;
  /** Why the last save failed, or who else has the draft open. */
  message: string | null;
  warnings: string[];
  undo: string | null;
  redo: string | null;
}
export interface CodesEvent {
  base: number;
  revision: number;
  parts: { category: number; code: number; cells: Uint32Array }[];
}

interface WireColumn {
  name: string;
  kind: "category" | "number";
  levels?: Level[];
  n_missing: number;
}

function columnFrom(wire: WireColumn): Column {
  if (wire.kind === "category") {
    return { kind: "category", name: wire.name, levels: wire.levels ?? [], nMissing: wire.n_missing };
  }
  return { kind: "number", name: wire.name, nMissing: wire.n_missing };
}

/** Null when no value is finite. */
export function rangeFrom(body: Json): Range | null {
  const { min, max, low, high } = body as { [end in keyof Range]: number | null };
  return min === null || max === null || low === null || high === null ? null : { min, max, low, high };
}

export function datasetFrom(body: Json): Dataset {
  const { name, n_cells, fingerprint } = body.dataset as { name: string; n_cells: number; fingerprint: string };
  const embeddings = body.embeddings as { key: string; name: string; n_missing: number }[];
  return {
    name,
    fingerprint,
    session: body.session as string,
    nCells: n_cells,
    nGenes: (body.n_genes as number | undefined) ?? 0,
    layer: (body.layer as string | undefined) ?? "X",
    layers: (body.layers as string[] | undefined) ?? [],
    embeddings: embeddings.map((e) => ({ key: e.key, name: e.name, nMissing: e.n_missing })),
    columns: (body.columns as WireColumn[]).map(columnFrom),
    leftOut: (body.left_out as Dataset["leftOut"] | undefined) ?? [],
  };
}

/** A gene that tells two sets of cells apart; null where there is no finite number, or it was too dear. */
export interface MarkerRow {
  gene: string;
  /** In `var_names`. */
  id: string;
  /** What to ask for: the name, or the id where the name stands for another gene. */
  key: string;
  logFoldChange: number | null;
  score: number | null;
  pctIn: number;
  pctOut: number;
  auc: number | null;
  pAdjusted: number | null;
  /** In how many samples of how many it goes the same way. */
  nAgree: number | null;
  nSamples: number | null;
}
export interface MarkerTable {
  rows: MarkerRow[];
  nIn: number;
  nOut: number;
  /** In words. */
  against: string;
  /** Where the values are from. */
  layer: string;
  /** The column that tells the samples. */
  samples: string | null;
  notes: string[];
  warnings: string[];
}

export function markersFrom(body: Json): MarkerTable {
  const rows = body.markers as Record<string, unknown>[];
  const value = (row: Json, key: string) => (row[key] as number | null | undefined) ?? null;
  return {
    rows: rows.map((row) => ({
      gene: row.gene as string,
      id: row.id as string,
      key: row.key as string,
      logFoldChange: value(row, "logfoldchanges"),
      score: value(row, "scores"),
      pctIn: value(row, "pct_in") ?? 0,
      pctOut: value(row, "pct_out") ?? 0,
      auc: value(row, "auc"),
      pAdjusted: value(row, "pvals_adj"),
      nAgree: value(row, "n_agree"),
      nSamples: value(row, "n_samples"),
    })),
    nIn: body.n_in as number,
    nOut: body.n_out as number,
    against: body.against as string,
    layer: body.layer as string,
    samples: (body.samples as string | null | undefined) ?? null,
    notes: body.notes as string[],
    warnings: body.warnings as string[],
  };
}

interface WireStatus extends Omit<Status, "suggestedName" | "savedAt"> {
  suggested_name: string;
  saved_at: string | null;
}

export function statusFrom({ suggested_name, saved_at, ...same }: WireStatus): Status {
  return {
    ...same,
    warnings: same.warnings ?? [],
    others: same.others ?? [],
    suggestedName: suggested_name,
    savedAt: saved_at,
  };
}

export function codesEventFrom(message: Json, buffers: DataView[], nCells: number): CodesEvent {
  const parts = message.parts as { category: number; code: number; cells: CellSetHeader }[];
  return {
    base: message.base as number,
    revision: message.revision as number,
    parts: parts.map(({ category, code, cells }, i) => ({
      category,
      code,
      cells: positionsFrom(cells, buffers[i] as DataView, nCells),
    })),
  };
}
