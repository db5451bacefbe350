/** A column of doubt or agreement that is of the labels of before: it says so, and is computed again on demand. */
import { useLabels } from "./context";

/** What to ask the doubt or agreement of again; null: the column is of the labels of now, or something else. */
export function useOutdated(column: string): string | null {
  for (const { outdated } of useLabels().categories.value) {
    const about = outdated?.[column];
    if (about !== undefined) return about;
  }
  return null;
}

export const OUTDATED = "Labels changed since this was computed";

/** `how`: what computes it again, and where that is. */
export function OutdatedMark({ how }: { how: string }) {
  return (
    <span class="cxw-outdated cxw-faint" title={`${OUTDATED}: ${how}`}>
      of before
    </span>
  );
}
