/** Which categories are labels of cells: others are what was decided in a review, or what opinions there are. */
import type { About } from "../../wire/aboutMessages";

export function isOwn({ about }: { about?: About }): boolean {
  return about?.reviews === undefined && about?.opinions === undefined;
}

/** Whether there are opinions on cells of this category that nobody settled yet, to be reviewed one by one. */
export function hasOpinions(name: string | null, categories: readonly { about?: About }[]): boolean {
  return name !== null && categories.some(({ about }) => about?.opinions?.of === name);
}
