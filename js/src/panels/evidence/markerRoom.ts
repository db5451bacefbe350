/** Which columns of the table of markers there is room for: none is squeezed, the least needed go first. */

/** Px of the columns, as `markers.css` gives them; what is left is of the names, or of the bars where they are drawn. */
const WIDTHS: Readonly<Record<string, number>> = {
  pick: 34,
  gene: 164,
  menu: 36,
  logFoldChange: 76,
  pctIn: 60,
  auc: 60,
  nAgree: 64,
  pAdjusted: 92,
  pctOut: 60,
  bars: 60,
  score: 68,
};
const ALWAYS = ["pick", "gene", "menu"];
const SCROLLBAR = 14;

/** `width`: of the room in px; `sort`: the column it is sorted by, which stays. */
export function columnsThatFit<T extends { id: string }>(columns: readonly T[], width: number, sort: string): T[] {
  const there = new Set(columns.map(({ id }) => id));
  const kept = new Set<string>();
  let left = width - SCROLLBAR;
  for (const id of [...ALWAYS, sort, ...Object.keys(WIDTHS)]) {
    if (kept.has(id) || !there.has(id)) continue;
    left -= WIDTHS[id] ?? 0;
    if (left < 0 && id !== sort && !ALWAYS.includes(id)) break;
    kept.add(id);
  }
  return columns.filter(({ id }) => kept.has(id));
}
