/**
 * Everything that crosses the wire: cell sets, typed arrays, replies in parts, and the only place where snake_case
 * becomes camelCase. Mirror of `cellxgene_widget/wire.py`.
 */

export type SelectMode = "replace" | "add" | "subtract" | "intersect";
export type Codes = Uint8Array | Uint16Array | Uint32Array;
export type CodesDtype = "uint8" | "uint16" | "uint32";
export type Json = Record<string, unknown>;

export interface CellSetHeader {
  encoding: "bitset" | "list";
  n: number;
}

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

// ---- cell sets -----------------------------------------------------------------------------------------------

/** The set in whichever form is shorter: one bit a cell, or four bytes a member. */
export function encodeCells(mask: Uint8Array): { cells: CellSetHeader; buffer: ArrayBuffer } {
  let n = 0;
  for (let i = 0; i < mask.length; i++) n += mask[i] as number;
  const bitsetBytes = Math.ceil(mask.length / 8);
  if (n * 4 < bitsetBytes) {
    const buffer = new ArrayBuffer(n * 4);
    const view = new DataView(buffer);
    for (let i = 0, k = 0; i < mask.length; i++) if (mask[i]) view.setUint32(4 * k++, i, true);
    return { cells: { encoding: "list", n }, buffer };
  }
  const bits = new Uint8Array(bitsetBytes);
  // a byte at a time, and added, not asked for: it is a label's way to the kernel
  const whole = mask.length >> 3;
  const at = (i: number) => mask[i] as number;
  for (let k = 0, i = 0; k < whole; k++, i += 8) {
    const low = at(i) | (at(i + 1) << 1) | (at(i + 2) << 2) | (at(i + 3) << 3);
    bits[k] = low | (at(i + 4) << 4) | (at(i + 5) << 5) | (at(i + 6) << 6) | (at(i + 7) << 7);
  }
  for (let i = 8 * whole; i < mask.length; i++) bits[whole] |= at(i) << (i & 7);
  return { cells: { encoding: "bitset", n }, buffer: bits.buffer };
}

export function maskFromBitset(view: DataView, nCells: number): Uint8Array {
  if (view.byteLength !== Math.ceil(nCells / 8)) {
    throw new Error(`A set of ${nCells} cells takes ${Math.ceil(nCells / 8)} bytes, not ${view.byteLength}.`);
  }
  const bits = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const mask = new Uint8Array(nCells);
  for (let i = 0, at = 0; i < nCells; at++) {
    let byte = bits[at] as number;
    const end = Math.min(nCells, i + 8);
    // most bytes of a set are empty
    if (byte === 0) i = end;
    else for (; i < end; i++, byte >>= 1) mask[i] = byte & 1;
  }
  return mask;
}

/** The masks of a selection: the cells selected, and where that differs the cells picked. */
export function masksFrom(view: DataView, nCells: number): Uint8Array[] {
  const bytes = Math.ceil(nCells / 8);
  if (view.byteLength === 2 * bytes && bytes > 0) {
    const half = (at: number) => new DataView(view.buffer, view.byteOffset + at, bytes);
    return [maskFromBitset(half(0), nCells), maskFromBitset(half(bytes), nCells)];
  }
  return [maskFromBitset(view, nCells)];
}

export function positionsFrom(header: CellSetHeader, view: DataView, nCells: number): Uint32Array {
  if (header.encoding === "list") return Uint32Array.from(numbers(view, Uint32Array));
  const mask = maskFromBitset(view, nCells);
  const cells = new Uint32Array(header.n);
  for (let i = 0, k = 0; i < nCells; i++) if (mask[i]) cells[k++] = i;
  return cells;
}

// ---- typed arrays --------------------------------------------------------------------------------------------

interface NumberArray<T> {
  new (buffer: ArrayBuffer, byteOffset: number, length: number): T;
  BYTES_PER_ELEMENT: number;
}

/** The numbers under a DataView. Its byteOffset need not be aligned (a Jupyter message packs buffers end to end): then copy. */
export function numbers<T>(view: DataView, type: NumberArray<T>): T {
  const size = type.BYTES_PER_ELEMENT;
  const length = Math.floor(view.byteLength / size);
  const buffer = view.buffer as ArrayBuffer;
  if (view.byteOffset % size === 0) return new type(buffer, view.byteOffset, length);
  return new type(buffer.slice(view.byteOffset, view.byteOffset + length * size), 0, length);
}

const CODES: Record<CodesDtype, NumberArray<Codes>> = { uint8: Uint8Array, uint16: Uint16Array, uint32: Uint32Array };

/** An own copy, never a window on the message: codes are patched in place. */
export function codesFrom(view: DataView, dtype: CodesDtype): Codes {
  return numbers<Codes>(view, CODES[dtype]).slice();
}

export function floatsFrom(view: DataView): Float32Array {
  return numbers(view, Float32Array);
}

/** The payload of a reply: the buffers of its parts, one after the other. */
export function joinParts(parts: readonly (DataView | null)[]): DataView {
  const present = parts.filter((part) => part !== null);
  if (present.length === 1) return present[0] as DataView;
  const joined = new Uint8Array(present.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of present) {
    joined.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += part.byteLength;
  }
  return new DataView(joined.buffer);
}

// ---- bodies --------------------------------------------------------------------------------------------------

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
