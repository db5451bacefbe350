/** How wide and high the heads of the confusion table are: names are whole wherever there is room for them. */

export interface ConfusionHeads {
  headWidth: number;
  headHeight: number;
  columnWidth: number;
  /** Names stand upright, in lines; else they are turned. */
  upright: boolean;
  /** Names go on in the next line where they may be broken; else they end in dots. */
  lines: boolean;
}
interface Told {
  width: number;
  height: number;
  rowHeight: number;
  rowNames: readonly string[];
  columnNames: readonly string[];
  /** Of the largest number. */
  digits: number;
}

/** Px of a capital, of other letters, and of a digit. */
const [CAPITAL, LETTER, DIGIT] = [8.4, 6.8, 7];
/** Px around the digits of a square, and around a name above a column. */
const [AROUND, BESIDE] = [12, 10];
/** Px of a line of a head, and of the count and the colour below it. */
const [LINE, BELOW] = [14, 28];
/** Px of a line of a turned name. */
const TURNED = 16;
const HEIGHT = { least: 88, usual: 100, most: 240 };
const ROWS = { least: 134, usual: 240, most: 400, beside: 50 };
/** No column is wider: its numbers would be far from each other. */
const WIDEST = 150;
/** More columns scroll anyhow, and need not be looked at one by one. */
const MANY = 60;

export function confusionHeads({ width, height, rowHeight, rowNames, columnNames, digits }: Told): ConfusionHeads {
  const n = Math.max(1, columnNames.length);
  const least = AROUND + DIGIT * Math.max(6, digits);
  const usual = Math.min(ROWS.usual, Math.max(ROWS.least, width * 0.34));
  const wanted = Math.min(ROWS.most, longest(rowNames) + ROWS.beside + DIGIT * digits);
  // the names of rows take what the columns leave
  const headWidth = Math.round(Math.max(ROWS.least, Math.min(wanted, Math.max(usual, width - n * least))));
  const room = Math.floor(Math.min(WIDEST, (width - headWidth) / n));
  const spare = height - rowHeight * (rowNames.length + 1);
  const most = Math.min(HEIGHT.most, Math.max(HEIGHT.usual, 0.4 * height, spare));
  if (n <= MANY) {
    const broadest = longest(columnNames.flatMap(piecesOf).map((piece) => piece.trim())) + BESIDE;
    for (let wide = Math.max(least, Math.ceil(broadest)); wide <= room; wide += 4) {
      const lines = columnNames.reduce((high, name) => Math.max(high, linesOf(name, wide - BESIDE)), 1);
      const headHeight = BELOW + LINE * lines + 8;
      // as low as one line needs is as wide as it need be
      if (headHeight <= most && (lines <= 2 || wide + 4 > room)) {
        return { headWidth, columnWidth: wide, headHeight: Math.max(60, headHeight), upright: true, lines: true };
      }
    }
    const lines = columnNames.reduce((high, name) => Math.max(high, linesOf(name, most - BELOW - 8)), 1);
    const fits = columnNames.flatMap(piecesOf).every((piece) => widthOf(piece.trim()) <= most - BELOW - 8);
    const columnWidth = Math.max(least, TURNED * lines + 4);
    if (lines > 1 && fits && columnWidth <= Math.max(least, room)) {
      return { headWidth, columnWidth, headHeight: Math.round(most), upright: false, lines: true };
    }
  }
  const turned = BELOW + longestButFew(columnNames) + 8;
  const headHeight = Math.round(Math.max(HEIGHT.least, Math.min(most, turned)));
  return { headWidth, columnWidth: least, headHeight, upright: false, lines: false };
}

/** Where a name may be broken: after blanks and signs. */
export function piecesOf(name: string): string[] {
  return name.split(/(?<=[\s/_,;+-])(?=[^\s/_,;+-])/);
}

function widthOf(text: string): number {
  let px = 0;
  for (const letter of text) px += /[A-Z+MW@%]/.test(letter) ? CAPITAL : LETTER;
  return px;
}

/** Of many the few longest are cut: one long name would leave an empty strip above all others. */
function longestButFew(texts: readonly string[]): number {
  const widths = texts.map(widthOf).sort((a, b) => a - b);
  return widths[Math.max(0, Math.ceil(0.95 * widths.length) - 1)] ?? 0;
}

function longest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, widthOf(text)), 0);
}

function linesOf(name: string, room: number): number {
  let [lines, px] = [1, 0];
  for (const piece of piecesOf(name)) {
    const own = widthOf(piece);
    if (px > 0 && px + widthOf(piece.trimEnd()) > room) [lines, px] = [lines + 1, 0];
    px += own;
  }
  return lines;
}
