/** The rules that settle what people say of a cell, in words. Pure. */
import type { Rule } from "../../wire/compareMessages";

export const RULES: readonly (readonly [Rule, string, string])[] = [
  ["agree", "All say the same", "Cells that all who looked call the same, by name or by term"],
  ["majority", "Most say so", "Cells that more than half of those who looked call the same"],
  ["coarsest", "The coarsest that fits all", "Where one is only finer than the other, the coarser label"],
  ["finest", "The finest that fits all", "Where one is only coarser than the other, the finer label"],
  ["mine", "Yours where you have one", "Your label, and those of others where you have none"],
  ["theirs", "Theirs where they have one", "The label of the others, and yours where they have none"],
];

/** A name that no category has yet: "x", "x 2", ... */
export function freeName(name: string, taken: readonly string[]): string {
  if (!taken.includes(name)) return name;
  let n = 2;
  while (taken.includes(`${name} ${n}`)) n++;
  return `${name} ${n}`;
}
