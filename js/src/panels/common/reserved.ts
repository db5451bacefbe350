/** Words for cells that are no cell type, as Python keeps them, and by what else they are found. */

const WORDS = [
  { name: "doublets", what: "two cells or more in one droplet", like: ["doublet", "multiplet"] },
  {
    name: "junk",
    what: "damaged cells, debris, empty droplets",
    like: ["debris", "low quality", "dying", "dead", "empty"],
  },
  { name: "unknown", what: "cells that nothing tells what they are", like: ["unclear", "unidentified", "no idea"] },
] as const;

/** Those that a text of two letters or more may mean. */
export function reservedFor(text: string): readonly { name: string; what: string }[] {
  const wanted = text.trim().toLowerCase();
  if (wanted.length < 2) return [];
  return WORDS.filter(({ name, like }) => [name, ...like].some((word) => word.startsWith(wanted)));
}
