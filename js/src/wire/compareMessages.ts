/** What travels of labels of several people: who there is, how far they agree, what is settled. As in messages.ts. */
import type { SelectMode } from "../geometry/selectMode";
import type { CellSetHeader } from "./cells";
import type { ReviewSideMessage } from "./reviewMessages";
import type { EditReply, Nothing } from "./values";

/** How a label of one is to that of the other, as numbers of the payload: `RELATIONS[0]` is the first. */
export const RELATIONS = ["same", "coarser", "finer", "sibling", "other"] as const;
export type Relation = (typeof RELATIONS)[number];
export type Rule = "agree" | "majority" | "coarsest" | "finest" | "mine" | "theirs";

/** The draft of someone else on the same data, found beside the one that is open. */
export interface ColleagueMessage {
  name: string;
  path: string;
  categories: string[];
  saved_at: string | null;
}
export interface AnnotatorsReply {
  colleagues: ColleagueMessage[];
}
/** Labels to be compared with: of a file, or of a column or another category. */
export type OtherMessage = { path: string; category?: string } | { column: string };
export interface CompareBody {
  category: string;
  others: readonly OtherMessage[];
}
/** Whose labels they are; `where`: what they were read from, in words or a path. */
export interface AnnotatorMessage {
  name: string;
  kind: string;
  where: string;
  category: string;
}
/** Two of the annotators, by their places; cells that only one of them labelled are not counted. */
export interface ComparedPairMessage {
  a: number;
  b: number;
  rows: string[];
  columns: string[];
  row_colors: (string | null)[];
  column_colors: (string | null)[];
  /** Along the diagonal. */
  row_order: number[];
  column_order: number[];
  n_both: number;
  n_agree: number;
  n_coarser: number;
  n_disagree: number;
  n_one: number;
  kappa: number | null;
}
/** Beside it, uint32: for each pair the cells of its squares, row by row, then their relations. */
export interface CompareReply {
  /** Of the comparison: another after each. Python keeps the last eight. */
  serial: number;
  category: string;
  /** The column that was made of it; "": it is that of another view's comparison by now. */
  column: string;
  annotators: AnnotatorMessage[];
  /** Krippendorff's alpha of all of them; null: it means nothing here. */
  alpha: number | null;
  pairs: ComparedPairMessage[];
  notes: string[];
}
/** A square of the table of two annotators; without a row, or a column, all of them. */
export interface SquareBody {
  serial: number;
  a: number;
  b: number;
  row?: string;
  column?: string;
  mode?: SelectMode;
}
/** The cells are beside it. */
export interface SquareReply {
  n: number;
  cells: CellSetHeader;
}
export interface SquareMarkersBody {
  serial: number;
  a: number;
  b: number;
  row: string;
  column: string;
  n_genes: number;
}
/** Against the cells that both call as the row, and as the column. */
export interface SquareMarkersReply {
  row: ReviewSideMessage;
  column: ReviewSideMessage;
}
/** How many cells a rule would settle, and how many it would leave to a review. */
export interface RuleMessage {
  rule: Rule;
  n_settled: number;
  n_open: number;
}
export interface ReconcileBody {
  serial: number;
  into: string;
  rule: Rule;
}
/** The kinds of request. */
export interface CompareRequests {
  annotators: { body: Nothing; reply: AnnotatorsReply };
  compare_with: { body: CompareBody; reply: CompareReply };
  compare_square: { body: SquareBody; reply: SquareReply };
  compare_markers: { body: SquareMarkersBody; reply: SquareMarkersReply };
  rules: { body: { serial: number }; reply: { rules: RuleMessage[] } };
  reconcile: { body: ReconcileBody; reply: EditReply };
}
