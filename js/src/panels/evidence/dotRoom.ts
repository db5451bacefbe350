/** How large the dots of a plot are: as its room allows, between limits; beyond them it scrolls. */

export interface DotRoom {
  /** Px of a column, of a row, and of the largest dot. */
  column: number;
  row: number;
  dot: number;
  /** Px of the names of rows. */
  names: number;
}

const LEAST = { column: 14, row: 16 };
const MOST = 36;
const NAMES = { least: 84, most: 260 };
/** Px of a letter of a name, of its count and the space around them. */
const LETTER = 7;
const BESIDE = 56;
/** Px of the names of genes above. */
const HEAD = 76;
const SCROLLBAR = 12;

/** `width`, `height`: of the room in px; `longest`: letters of the longest name of a row. */
export function dotRoom(width: number, height: number, rows: number, columns: number, longest: number): DotRoom {
  const most = Math.max(NAMES.least, Math.min(NAMES.most, width * 0.4));
  const names = Math.round(Math.min(most, Math.max(NAMES.least, longest * LETTER + BESIDE)));
  const fit = (room: number, n: number, least: number) =>
    Math.floor(Math.min(MOST, Math.max(least, room / Math.max(1, n))));
  const column = fit(width - names - SCROLLBAR, columns, LEAST.column);
  const row = fit(height - HEAD - SCROLLBAR, rows, LEAST.row);
  return { column, row, names, dot: Math.min(column, row) - 2 };
}
