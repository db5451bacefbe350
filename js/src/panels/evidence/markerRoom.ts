/** Which columns of the table of markers there is room for: none is squeezed, the least needed go first. */

/** Px of the columns, as `markers.css` gives them; what is left is of the names, or of the bars where they are drawn. */
const WIDTHS: Readonly<Record<string, number>> = {
  pick: 34,
  menu: 36,
  logFoldChange: 72,
  pctIn: 60,
  auc: 60,
  nAgree: 64,
  pAdjusted: 86,
  pctOut: 60,
  bars: 60,
  score: 68,
};
const ALWAYS = ["pick", "menu"];
/** Of the names, what is around them, and of a letter: whole up to the most. */
const NAMES = { least: 84, most: 164, around: 22, letter: 7.6 };
const SCROLLBAR = 14;

interface Room {
  /** Px of the table. */
  width: number;
  /** Letters of the longest name. */
  longest: number;
  /** The column that it is sorted by, which stays. */
  sort: string;
}

export function columnsThatFit<T extends { id: string }>(columns: readonly T[], { width, longest, sort }: Room): T[] {
  const there = new Set(columns.map(({ id }) => id));
  const kept = new Set(["gene"]);
  const names = NAMES.around + NAMES.letter * longest;
  let left = width - SCROLLBAR - Math.max(NAMES.least, Math.min(NAMES.most, names));
  for (const id of [...ALWAYS, sort, ...Object.keys(WIDTHS)]) {
    if (kept.has(id) || !there.has(id)) continue;
    left -= WIDTHS[id] ?? 0;
    if (left < 0 && id !== sort && !ALWAYS.includes(id)) break;
    kept.add(id);
  }
  return columns.filter(({ id }) => kept.has(id));
}
