/** What travels of a review: groups of cells, the one that is shown, its genes, decisions. As in messages.ts. */
import type { CellSetHeader } from "./cells";
import type { Name } from "./values";

/** What a queue is by. */
export type ReviewBy = "doubt" | "score" | "disagreement" | "markers" | "opinions";
export type ReviewState = "open" | "accepted" | "changed" | "unsure" | "skipped";
export type Decision = "accept" | "relabel" | "unsure" | "skip";

export interface ReviewBody {
  begin: number;
  n: number;
  /** Begins a queue. */
  category?: string;
  by?: ReviewBy;
  other?: string;
  column?: string;
  /** The group that the page shows. */
  shown?: number;
}
export interface ReviewRowMessage {
  /** Null: only the cells are known. */
  group: number | null;
  n_cells: number;
  label: Name;
  suggested: Name;
  reason: string;
  score: number | null;
  state: ReviewState;
  /** What somebody says that they are, the likeliest first; or what they were given. */
  offered: string[];
}
export interface ReviewReply {
  /** Null: there is no queue. */
  category: string | null;
  by: ReviewBy;
  other: string | null;
  column: string | null;
  begin: number;
  total: number;
  groups: ReviewRowMessage[];
  n_decided: number;
  n_groups: number;
  n_cells_decided: number;
  n_cells: number;
  /** What became of the group that the page shows; null: it is gone. */
  shown: ReviewState | null;
  /** The group to look at next. */
  next: number | null;
  /** What is left out, and why. */
  notes: string[];
}
/** The cells come beside it. */
export interface ReviewGroupReply {
  group: number;
  category: string;
  n_cells: number;
  label: Name;
  suggested: Name;
  offered: string[];
  reason: string;
  score: number | null;
  state: ReviewState;
  cells: CellSetHeader;
}
export interface ReviewMarkersBody {
  group: number;
  n_genes: number;
  /** Another label to compare with than the suggested one. */
  other?: string;
}
export interface ReviewGeneMessage {
  gene: string;
  /** What to ask for. */
  key: string;
  log_fold_change: number | null;
  pct_in: number;
  pct_out: number;
}
export interface ReviewSideMessage {
  /** In words. */
  against: string | null;
  genes: ReviewGeneMessage[];
  problem: string | null;
}
export interface ReviewMarkersReply {
  own: ReviewSideMessage;
  other: ReviewSideMessage;
  /** The genes that are clearly higher, in words. */
  up: string | null;
}

/** The edit of a review; the cells that were seen come with it. */
export interface ReviewEdits {
  decide: {
    category: string;
    decision: Decision;
    group: number;
    label: Name;
    suggested: Name;
    score: number | null;
    reason: string;
    /** The label, of `relabel`. */
    given?: string;
  };
}
