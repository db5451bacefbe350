/** What travels of what speaks for a label: markers, dots, violins, confusion. As in messages.ts. */
import type { Name, Wanted } from "./values";

/** What cells are compared with: the rest, a set of cells, a label, or conditions. */
export type AgainstMessage = string | readonly [category: string, label: string] | Readonly<Record<string, Wanted>>;
export type Method = "t-test" | "wilcoxon";
export interface MarkersBody {
  /** Null: all. */
  n_genes: number | null;
  method: Method;
  against: AgainstMessage;
  /** Empty: none. */
  samples?: string;
  /** Cells with a label that stands for no cell type are on neither side. */
  without_reserved?: boolean;
}
/** The numbers are the payload: see markers.ts. */
export interface MarkersReply {
  genes: string[];
  /** In `var_names`; null: they are the names. */
  ids: string[] | null;
  /** What to ask for: the name, or the id where the name stands for another gene. Null: they are the names. */
  keys: string[] | null;
  n_samples: number | null;
  n_in: number;
  n_out: number;
  /** In words. */
  against: string;
  layer: string;
  samples?: string | null;
  notes: string[];
  warnings: string[];
}
/** Before the reply to a request that takes its time: the same from so many cells, drawn at random. */
export interface MarkersEstimateMessage extends MarkersReply {
  request: string;
  estimate: number;
  method: Method;
}

/** Rows as labels are, or those with like means beside each other. */
export type RowOrder = "label" | "clustered";
export interface DotsBody {
  by: string;
  genes: readonly string[];
  order?: RowOrder;
  n_markers?: number;
}
export interface DotsReply {
  groups: Name[];
  n_cells: number[];
  genes: string[];
  layer: string;
  unknown: string[];
  left_out: number;
}

export interface DistributionsBody {
  by: string;
  names: readonly string[];
  selected: boolean;
}
export interface DistributionsReply {
  groups: Name[];
  n_cells: number[];
  names: string[];
  /** The layer of each name; null: a column of numbers. */
  places: (string | null)[];
  unknown: string[];
  left_out: number;
}

export interface ConfusionBody {
  a: string;
  b: string;
  selected: boolean;
}
export interface ConfusionReply {
  rows: Name[];
  columns: Name[];
  row_order: number[];
  column_order: number[];
  n_named: number;
  adjusted_rand: number | null;
  kappa: number | null;
}
