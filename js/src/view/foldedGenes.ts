/** Genes that are listed from the first, as those of a page of its own are: many of them are a list of names. */
import type { Gene } from "../wire/types";

/** With their histograms more would not be in sight. */
const MOST_UNFOLDED = 6;

/** By what a gene is known among the sections that were folded. */
export function foldedGene(key: string): string {
  return `folded gene:${key}`;
}

export function foldedAtFirst(genes: readonly Gene[]): string[] {
  return genes.length > MOST_UNFOLDED ? genes.map(({ key }) => foldedGene(key)) : [];
}
