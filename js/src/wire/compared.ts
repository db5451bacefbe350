/** Labels of several people as the rest of the front end spells them. */
import { numbers } from "./arrays";
import {
  type AnnotatorMessage,
  type AnnotatorsReply,
  type ComparedPairMessage,
  type CompareReply,
  RELATIONS,
  type Relation,
  type Rule,
  type RuleMessage,
  type SquareMarkersReply,
} from "./compareMessages";
import { type ReviewSide, sideFrom } from "./review";

/** The draft of someone else on the same data. */
export interface Colleague {
  name: string;
  path: string;
  categories: readonly string[];
  savedAt: string | null;
}
export type Annotator = AnnotatorMessage;
/** Two annotators against each other: cells that both labelled. */
export interface ComparedPair {
  a: number;
  b: number;
  rows: readonly string[];
  columns: readonly string[];
  rowColors: readonly (string | null)[];
  columnColors: readonly (string | null)[];
  rowOrder: readonly number[];
  columnOrder: readonly number[];
  nBoth: number;
  nAgree: number;
  nCoarser: number;
  nDisagree: number;
  nOne: number;
  kappa: number | null;
}
export interface ComparedTold {
  serial: number;
  category: string;
  column: string;
  annotators: readonly Annotator[];
  alpha: number | null;
  pairs: readonly ComparedPair[];
  notes: readonly string[];
}
/** A pair with its squares, row by row. */
export interface PairTable extends ComparedPair {
  counts: Uint32Array;
  relations: readonly Relation[];
}
export interface SquareMarkers {
  row: ReviewSide;
  column: ReviewSide;
}
/** What a rule would settle, and what it would leave to a review. */
export interface RuleTold {
  rule: Rule;
  nSettled: number;
  nOpen: number;
}

export function annotatorsFrom({ colleagues }: AnnotatorsReply): { colleagues: readonly Colleague[] } {
  return { colleagues: colleagues.map(({ saved_at, ...same }) => ({ ...same, savedAt: saved_at })) };
}

export function comparedFrom({ annotators, pairs, ...same }: CompareReply): ComparedTold {
  // this session is the first: whoever sits here need not look for their name
  const named = annotators.map((one, place) => (place === 0 ? { ...one, name: "You" } : one));
  return { ...same, annotators: named, pairs: pairs.map(pairFrom) };
}

function pairFrom(pair: ComparedPairMessage): ComparedPair {
  const { a, b, rows, columns, kappa } = pair;
  return {
    a,
    b,
    rows,
    columns,
    kappa,
    rowColors: pair.row_colors,
    columnColors: pair.column_colors,
    rowOrder: pair.row_order,
    columnOrder: pair.column_order,
    nBoth: pair.n_both,
    nAgree: pair.n_agree,
    nCoarser: pair.n_coarser,
    nDisagree: pair.n_disagree,
    nOne: pair.n_one,
  };
}

/** The squares of each pair, which are beside what was told: its cells, then its relations. */
export function tablesFrom(pairs: readonly ComparedPair[], payload: DataView): PairTable[] {
  const all = numbers(payload, Uint32Array);
  let from = 0;
  return pairs.map((pair) => {
    const n = pair.rows.length * pair.columns.length;
    const [counts, codes] = [all.subarray(from, from + n), all.subarray(from + n, from + 2 * n)];
    from += 2 * n;
    return { ...pair, counts, relations: Array.from(codes, (code) => RELATIONS[code] ?? "other") };
  });
}

export function squareMarkersFrom({ row, column }: SquareMarkersReply): SquareMarkers {
  return { row: sideFrom(row), column: sideFrom(column) };
}

export function rulesFrom({ rules }: { rules: RuleMessage[] }): { rules: readonly RuleTold[] } {
  return { rules: rules.map(({ rule, n_settled, n_open }) => ({ rule, nSettled: n_settled, nOpen: n_open })) };
}
