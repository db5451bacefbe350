/** A column of doubt that is of the labels of before: it says so, and is computed again on demand. */
import { useLabels } from "./context";

/** What to ask the doubt of again; null: the column is of the labels of now, or no doubt. */
export function useOutdated(column: string): string | null {
  for (const { outdated } of useLabels().categories.value) {
    const about = outdated?.[column];
    if (about !== undefined) return about;
  }
  return null;
}

export const OUTDATED = "Labels changed since this was computed";

export function OutdatedMark() {
  return (
    <span class="cxw-outdated cxw-faint" title={`${OUTDATED}: "Doubt again" in the menu of the number`}>
      of before
    </span>
  );
}
