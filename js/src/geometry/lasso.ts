// Which cells are inside a lasso: the even-odd rule in float64, the same formula, bit for bit, as Python evaluates.
//
// Testing every cell against every edge takes seconds at a million cells. So the lasso's box is cut into 512 x 512
// boxes; those no edge passes are inside or outside as a whole, and only cells in the others are tested, and only against
// the edges that pass their row. This stays exact because every rounded operation of the formula is monotone in y: the
// crossings an edge can yield within a row lie between those at the row's two ends.

const GRID = 512;
const OUTSIDE = 0;
const INSIDE = 1;
const CROSSED = 2;
// Boxes thinner than this share of the coordinates' magnitude can't be told apart safely: then every cell is tested.
const FINEST = 1e-9;
// Fewer tests than this are done sooner than a grid is made.
const WORTH_A_GRID = 1_000_000;

/** 0/1 per cell: is it in any of the polygons (lists of [x, y])? `xy` is interleaved; NaN is never inside. */
export function cellsInPolygons(xy: Float32Array, polygons: readonly number[][][]): Uint8Array {
  const mask = new Uint8Array(xy.length >> 1);
  markInside(outlinesOf(polygons, mask.length), xy, mask);
  return mask;
}

/** Polygons made ready to be asked about cells. */
export interface Outline {
  readonly edges: Edges;
  /** null: every cell is tested against all edges */
  readonly cut: { readonly frame: Frame; readonly grid: Grid } | null;
}

/** `nCells`: how many will be asked about. */
export function outlinesOf(polygons: readonly (readonly number[][])[], nCells: number): Outline[] {
  return polygons
    .filter((polygon) => polygon.length > 0)
    .map((polygon) => {
      const edges: Edges = {
        count: polygon.length,
        xs: Float64Array.from(polygon, (vertex) => vertex[0]),
        ys: Float64Array.from(polygon, (vertex) => vertex[1]),
      };
      const frame = nCells * edges.count > WORTH_A_GRID ? frameOf(edges) : null;
      const grid = frame && gridOf(edges, frame);
      return { edges, cut: frame && grid && { frame, grid } };
    });
}

/** Sets the mask of the cells that are inside one of the outlines; all cells, or a stretch of them and of the mask. */
export function markInside(outlines: readonly Outline[], xy: Float32Array, mask: Uint8Array): void {
  for (const outline of outlines) markOne(outline, xy, mask);
}

interface Edges {
  readonly count: number;
  readonly xs: Float64Array;
  readonly ys: Float64Array;
}

interface Frame {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

interface Grid {
  readonly boxes: Uint8Array;
  readonly toColumn: number;
  readonly toRow: number;
  /** edges of row r: rowEdges[rowStart[r]] .. rowEdges[rowStart[r + 1] - 1] */
  readonly rowStart: Uint32Array;
  readonly rowEdges: Uint32Array;
}

function markOne({ edges, cut }: Outline, xy: Float32Array, mask: Uint8Array): void {
  if (!cut) {
    const all = Uint32Array.from({ length: edges.count }, (_, i) => i);
    for (let cell = 0; cell < mask.length; cell++)
      if (isInside(edges, all, 0, edges.count, xy[2 * cell], xy[2 * cell + 1])) mask[cell] = 1;
    return;
  }
  const { frame, grid } = cut;
  const { minX, minY, maxX, maxY } = frame;
  const { boxes, toColumn, toRow, rowStart, rowEdges } = grid;
  for (let cell = 0; cell < mask.length; cell++) {
    const x = xy[2 * cell];
    const y = xy[2 * cell + 1];
    if (!(x >= minX && x <= maxX && y >= minY && y <= maxY)) continue;
    const row = place(y, minY, toRow);
    const box = boxes[row * GRID + place(x, minX, toColumn)];
    if (box === INSIDE) mask[cell] = 1;
    else if (box === CROSSED && isInside(edges, rowEdges, rowStart[row], rowStart[row + 1], x, y)) mask[cell] = 1;
  }
}

function isInside(edges: Edges, list: Uint32Array, from: number, to: number, x: number, y: number): boolean {
  const { xs, ys, count } = edges;
  let inside = false;
  for (let k = from; k < to; k++) {
    const i = list[k];
    const j = i === 0 ? count - 1 : i - 1;
    const yi = ys[i];
    const yj = ys[j];
    if (yi > y !== yj > y && x < ((xs[j] - xs[i]) * (y - yi)) / (yj - yi) + xs[i]) inside = !inside;
  }
  return inside;
}

/** Where the formula says that edge i crosses the height y. */
function crossing({ xs, ys }: Edges, i: number, j: number, y: number): number {
  return ((xs[j] - xs[i]) * (y - ys[i])) / (ys[j] - ys[i]) + xs[i];
}

/** The box that holds every vertex and, rounding included, every crossing; null when it can't be cut finely. */
function frameOf(edges: Edges): Frame | null {
  const { xs, ys, count } = edges;
  let minX = Infinity;
  let minY = Infinity;
  let maxX = -Infinity;
  let maxY = -Infinity;
  for (let i = 0; i < count; i++) {
    const j = i === 0 ? count - 1 : i - 1;
    const end = ys[i] === ys[j] ? xs[j] : crossing(edges, i, j, ys[j]);
    minX = Math.min(minX, xs[i], end);
    maxX = Math.max(maxX, xs[i], end);
    minY = Math.min(minY, ys[i]);
    maxY = Math.max(maxY, ys[i]);
  }
  const fine = (low: number, high: number) => high - low > FINEST * Math.max(Math.abs(low), Math.abs(high));
  // also false for NaN and infinite vertices
  return fine(minX, maxX) && fine(minY, maxY) && maxX - minX < 1e300 && maxY - minY < 1e300
    ? { minX, minY, maxX, maxY }
    : null;
}

function place(value: number, low: number, perUnit: number): number {
  const at = Math.floor((value - low) * perUnit);
  return at < GRID ? at : GRID - 1;
}

function gridOf(edges: Edges, frame: Frame): Grid | null {
  const toColumn = GRID / (frame.maxX - frame.minX);
  const toRow = GRID / (frame.maxY - frame.minY);
  if (!Number.isFinite(toColumn) || !Number.isFinite(toRow)) return null;
  const boxes = new Uint8Array(GRID * GRID);
  const rowStart = new Uint32Array(GRID + 1);
  const { ys, count } = edges;
  const rowsOf = (i: number, j: number): [number, number] => [
    place(Math.min(ys[i], ys[j]), frame.minY, toRow),
    place(Math.max(ys[i], ys[j]), frame.minY, toRow),
  ];

  for (let i = 0; i < count; i++) {
    const j = i === 0 ? count - 1 : i - 1;
    const [first, last] = rowsOf(i, j);
    for (let row = first; row <= last; row++) {
      rowStart[row + 1]++;
      const [low, high] = reachInRow(
        edges,
        i,
        j,
        frame.minY + (row - 0.001) / toRow,
        frame.minY + (row + 1.001) / toRow,
      );
      boxes.fill(
        CROSSED,
        row * GRID + place(low, frame.minX, toColumn),
        row * GRID + place(high, frame.minX, toColumn) + 1,
      );
    }
  }
  for (let row = 0; row < GRID; row++) rowStart[row + 1] += rowStart[row];
  const rowEdges = new Uint32Array(rowStart[GRID]);
  const next = rowStart.slice();
  for (let i = 0; i < count; i++) {
    const [first, last] = rowsOf(i, i === 0 ? count - 1 : i - 1);
    for (let row = first; row <= last; row++) rowEdges[next[row]++] = i;
  }

  const grid = { boxes, toColumn, toRow, rowStart, rowEdges };
  fillRuns(edges, frame, grid);
  return grid;
}

/** The x an edge can take in a row: its crossings at the row's ends, and the vertices that lie in the row. */
function reachInRow(edges: Edges, i: number, j: number, bottom: number, top: number): [number, number] {
  const { xs, ys } = edges;
  if (ys[i] === ys[j]) return xs[i] < xs[j] ? [xs[i], xs[j]] : [xs[j], xs[i]];
  const from = Math.max(bottom, Math.min(ys[i], ys[j]));
  const to = Math.min(top, Math.max(ys[i], ys[j]));
  const a = crossing(edges, i, j, from);
  const b = crossing(edges, i, j, to);
  let low = Math.min(a, b);
  let high = Math.max(a, b);
  // the formula's crossing at a vertex can miss it by a rounding error, and the next edge starts at the vertex itself
  for (const v of [i, j])
    if (ys[v] >= bottom && ys[v] <= top) {
      low = Math.min(low, xs[v]);
      high = Math.max(high, xs[v]);
    }
  return [low, high];
}

/** Boxes side by side with no edge between share one answer: test one point of each such run. */
function fillRuns(edges: Edges, frame: Frame, grid: Grid): void {
  const { boxes, toColumn, toRow, rowStart, rowEdges } = grid;
  for (let row = 0; row < GRID; row++) {
    const y = frame.minY + (row + 0.5) / toRow;
    const rowHolds = place(y, frame.minY, toRow) === row;
    let answer = -1;
    for (let column = 0; column < GRID; column++) {
      const at = row * GRID + column;
      if (boxes[at] === CROSSED) {
        answer = -1;
        continue;
      }
      if (answer < 0) {
        const x = frame.minX + (column + 0.5) / toColumn;
        // a probe that rounding put into another box tells nothing: leave the box to the exact test
        if (!rowHolds || place(x, frame.minX, toColumn) !== column) {
          boxes[at] = CROSSED;
          continue;
        }
        answer = isInside(edges, rowEdges, rowStart[row], rowStart[row + 1], x, y) ? INSIDE : OUTSIDE;
      }
      boxes[at] = answer;
    }
  }
}
