/** A review as the rest of the front end spells it. */

import type {
  ReviewBy,
  ReviewGroupReply,
  ReviewMarkersReply,
  ReviewReply,
  ReviewRowMessage,
  ReviewSideMessage,
  ReviewState,
} from "./reviewMessages";
import type { Name } from "./values";

/** A group of cells of the queue. */
export interface ReviewRow {
  /** Null: only the cells are known. */
  group: number | null;
  nCells: number;
  label: Name;
  suggested: Name;
  reason: string;
  score: number | null;
  state: ReviewState;
  /** What somebody says that they are, the likeliest first; or what they were given. */
  offered: readonly string[];
}
/** The groups from a place on, and how far one is. */
export interface ReviewTold {
  /** Null: there is no queue. */
  category: string | null;
  by: ReviewBy;
  other: string | null;
  column: string | null;
  begin: number;
  total: number;
  rows: readonly ReviewRow[];
  nDecided: number;
  nGroups: number;
  nCellsDecided: number;
  nCells: number;
  /** What became of the group that is shown; null: it is gone. */
  shown: ReviewState | null;
  next: number | null;
  /** What is left out, and why, in sentences. */
  notes: readonly string[];
}
/** The group that is shown: its cells are the payload, `offered` all that it may be called, by the keys 1 to 9. */
export interface ReviewGroup extends Omit<ReviewRow, "group"> {
  group: number;
  category: string;
  cells: ReviewGroupReply["cells"];
}
export interface ReviewGene {
  gene: string;
  key: string;
  logFoldChange: number | null;
  pctIn: number;
  pctOut: number;
}
/** The genes that tell a group from the cells of one label; or why there are none. */
export interface ReviewSide {
  /** In words; null: there is no such label. */
  against: string | null;
  genes: readonly ReviewGene[];
  problem: string | null;
}
export interface ReviewMarkers {
  own: ReviewSide;
  other: ReviewSide;
  /** In words: "MZB1, JCHAIN up". */
  up: string | null;
}

export function reviewFrom(reply: ReviewReply): ReviewTold {
  const { groups, n_decided, n_groups, n_cells_decided, n_cells, ...same } = reply;
  return {
    ...same,
    rows: groups.map(rowFrom),
    nDecided: n_decided,
    nGroups: n_groups,
    nCellsDecided: n_cells_decided,
    nCells: n_cells,
  };
}

export function reviewGroupFrom({ n_cells, ...same }: ReviewGroupReply): ReviewGroup {
  return { ...same, nCells: n_cells };
}

export function reviewMarkersFrom({ own, other, up }: ReviewMarkersReply): ReviewMarkers {
  return { own: sideFrom(own), other: sideFrom(other), up };
}

function rowFrom({ n_cells, ...same }: ReviewRowMessage): ReviewRow {
  return { ...same, nCells: n_cells };
}

export function sideFrom({ against, genes, problem }: ReviewSideMessage): ReviewSide {
  return {
    against,
    problem,
    genes: genes.map(({ gene, key, log_fold_change, pct_in, pct_out }) => ({
      gene,
      key,
      logFoldChange: log_fold_change,
      pctIn: pct_in,
      pctOut: pct_out,
    })),
  };
}
