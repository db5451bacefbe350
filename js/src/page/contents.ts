/** What Python puts into a page, as it is written there: the mirror of `cellxgene_widget/exchange/page/contents.py`. */
import type { CodesDtype } from "../wire/arrays";
import type { Category, ColumnMessage, Label, RangeMessage } from "../wire/messages";
import type { EmbeddingMessage } from "../wire/placeMessages";
import type { OutlineMessage } from "../wire/regionMessages";

/** The id of a piece of the page: compressed bytes in base64. */
type Piece = string;

/** Numbers of the cells; how they are packed. */
export type PackedNumbers = { piece: Piece } & (
  | { how: "float32" }
  /** Codes of the few values that there are. */
  | { how: "levels"; dtype: CodesDtype; values: Piece }
  /** 0: none, 1: zero, from 2 on `low` and so many steps more. */
  | { how: "steps"; dtype: CodesDtype; low: number; step: number }
);
export interface PackedCodes {
  piece: Piece;
  dtype: CodesDtype;
}

/** A column of numbers, and what is said of it; of a gene, too. */
export interface PageNumbers extends RangeMessage {
  n_missing: number;
  numbers: PackedNumbers;
}
export type PageColumn = ColumnMessage &
  (({ kind: "category" } & { codes: PackedCodes }) | ({ kind: "number" } & PageNumbers));
export interface PageGene extends PageNumbers {
  name: string;
  id: string;
  /** What it is asked for by. */
  key: string;
}
export interface PageEmbedding extends EmbeddingMessage {
  xy: Piece;
}
export interface PageCategory extends Omit<Category, "labels" | "unassigned"> {
  labels: Omit<Label, "count">[];
  codes: PackedCodes;
  /** Of labels that are regions on tissue; the corners as the kernel sends them. */
  outlines: { told: OutlineMessage[]; corners: Piece } | null;
}
/** Of the cells of a label as they were when the page was written, against the rest. */
export interface PageMarkers {
  category: number;
  /** The label and those nested under it. */
  label: string;
  members: number[];
  genes: string[];
  ids: string[];
  keys: string[];
  n_in: number;
  n_out: number;
  against: string;
  layer: string;
  notes: string[];
  warnings: string[];
  numbers: Piece;
}
export interface Contents {
  format: 1;
  /** Tells this page from others of the same data. */
  page: string;
  title: string;
  version: string;
  written: string;
  dataset: { name: string; n_cells: number; fingerprint: string };
  /** The draft that it is of, and how many edits had been made. */
  draft: string;
  revision: number;
  embedding: string;
  color: string | null;
  category: string | null;
  layer: string;
  embeddings: PageEmbedding[];
  columns: PageColumn[];
  genes: PageGene[];
  categories: PageCategory[];
  markers: PageMarkers[];
  /** All names of cells, as JSON. */
  names: Piece;
  /** Of new labels. */
  palette: string[];
  /** What no name may be longer than, or be. */
  most_letters: number;
  most_of_a_category: number;
  most_of_a_note: number;
  most_of_an_author: number;
  no_names: string[];
  /** Of Unicode's categories of characters. */
  not_in_names: string[];
  /** What a name with a script in it looks like: a regular expression, without regard to case. */
  no_script: string;
  not_in_notes: string[];
  /** Characters that a note may hold, though they are of such a category. */
  all_the_same_in_notes: string;
  /** Of one category. */
  most_labels: number;
  /** In words: how faithful numbers are. */
  precision: string;
}
