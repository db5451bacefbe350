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
export interface About {
  predicted?: Predicted;
  proposals?: Proposal[];
  /** The category whose review this one is. */
  reviews?: string;
  /** The category whose unsettled cells these are the opinions on, and whose opinions they are. */
  opinions?: { of: string; annotators: string[] };
}
