/** How far two annotators agree, in one line of words with its number. Pure. */
import type { Annotator, ComparedPair } from "../../wire/compared";
import type { Relation } from "../../wire/compareMessages";
import { cells, share } from "../../words";

type Pair = Pick<ComparedPair, "a" | "b" | "nBoth" | "nAgree" | "nCoarser" | "nDisagree" | "kappa">;

/**
 * "You and Ana agree on 94 % of 690 cells that both labelled; kappa 0.92; coarser or finer: 3 %; a real disagreement: 3 %".
 * All shares are of these cells, as where Python prints them.
 */
export function inOneLine(annotators: readonly Pick<Annotator, "name">[], pair: Pair, alpha: number | null): string {
  const [a, b] = [nameOf(annotators, pair.a), nameOf(annotators, pair.b)];
  if (pair.nBoth === 0) return `No cell is labelled by both ${a} and ${b}`;
  const all = pair.nAgree === pair.nBoth;
  const parts = [
    `${a} and ${b} agree on ${all ? "all" : `${share(pair.nAgree, pair.nBoth)} of`} ${cells(pair.nBoth)} that both labelled`,
  ];
  if (pair.kappa !== null) parts.push(`kappa ${twoDecimals(pair.kappa)}`);
  if (!all) {
    if (pair.nCoarser > 0) parts.push(`coarser or finer: ${share(pair.nCoarser, pair.nBoth)}`);
    parts.push(`a real disagreement: ${share(pair.nDisagree, pair.nBoth)}`);
  }
  if (annotators.length > 2 && alpha !== null) parts.push(`alpha of all ${annotators.length} is ${twoDecimals(alpha)}`);
  return parts.join("; ");
}

/** "You and Ana". */
export function pairInWords(annotators: readonly Pick<Annotator, "name">[], { a, b }: Pick<Pair, "a" | "b">): string {
  return `${nameOf(annotators, a)} and ${nameOf(annotators, b)}`;
}

/** What the labels of a square are to each other. */
export function relationInWords(relation: Relation, row: string, column: string): string {
  switch (relation) {
    case "same":
      return "the same";
    case "coarser":
      return `${row} is coarser, not wrong`;
    case "finer":
      return `${column} is coarser, not wrong`;
    case "sibling":
      return "a disagreement within one parent";
    default:
      return "a disagreement";
  }
}

/** How a square is coloured: as the column of agreement colours its cells. */
export function kindOf(relation: Relation): "agree" | "coarser" | "disagree" {
  if (relation === "same") return "agree";
  return relation === "coarser" || relation === "finer" ? "coarser" : "disagree";
}

/** However few they are, what is not the same is seen: its shade begins here. */
const LEAST = 0.3;

/** How deep a square of so many of its row's cells is shaded. */
export function shadeOf(n: number, total: number, relation: Relation): number {
  if (n === 0 || total === 0) return 0;
  const part = n / total;
  return relation === "same" ? part : LEAST + (1 - LEAST) * part;
}

function nameOf(annotators: readonly Pick<Annotator, "name">[], place: number): string {
  return annotators[place]?.name ?? "?";
}

function twoDecimals(value: number): string {
  return value.toFixed(2).replace("-0.00", "0.00");
}
