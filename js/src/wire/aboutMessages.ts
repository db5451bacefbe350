/** What is said of a category as a whole. */
import type { Confidence } from "./termMessages";

/** That it was predicted, not labelled by hand. */
export interface Predicted {
  /** The tool, or who. */
  by: string;
  /** Where the labels are from, in words. */
  source: string;
  /** When they were brought in. */
  time: string;
  /** The column of numbers that says how sure each label is. */
  score: string | null;
}
/** A label that someone proposes for the cells of a label, or of a level of the column `of`. */
export interface Proposal {
  by: string;
  time: string;
  of: string | null;
  level: string;
  label: string;
  confidence: Confidence | null;
  reason: string;
  /** Stands for the cells that the level of a column had then. */
  cells: string | null;
}
/** That it is what several annotators agree on. */
export interface Reconciled {
  /** The category that was compared. */
  of: string;
  annotators: string[];
  rule: string;
  time: string;
}
/** That it was carried here from other data: which cells by what, in words. */
export interface Carried {
  source: string;
  time: string;
  how: string;
  before: string | null;
  score: string | null;
}
export interface About {
  predicted?: Predicted;
  proposals?: Proposal[];
  /** The category whose review this one is. */
  reviews?: string;
  reconciled?: Reconciled;
  carried?: Carried;
  /** The category of whose open cells this one has the opinions, and who gave them. */
  opinions?: { of: string; annotators: string[] };
}
/** Tell whether a category has labels of its own, and does not stand beside another one. */
export function hasLabels(about: About | undefined): boolean {
  return about?.reviews === undefined && about?.opinions === undefined;
}
