// The cell under the pointer. Looking at every cell is fast enough to a million; above, a uniform grid is made at the
// first question (most plots are never hovered before they are lassoed, so it is not made earlier).

import { boundsOf } from "../camera/camera";

const BRUTE_FORCE_TO = 1_000_000;
const CELLS_PER_BOX = 4;

interface Grid {
  readonly minX: number;
  readonly minY: number;
  readonly side: number;
  readonly columns: number;
  readonly rows: number;
  /** cells of box b: cells[start[b]] .. cells[start[b + 1] - 1] */
  readonly start: Uint32Array;
  readonly cells: Uint32Array;
}

export class Nearest {
  readonly #xy: Float32Array;
  readonly #bruteForceTo: number;
  /** made at the first question about a large array */
  #grid: Grid | null = null;

  constructor(xy: Float32Array, bruteForceTo = BRUTE_FORCE_TO) {
    this.#xy = xy;
    this.#bruteForceTo = bruteForceTo;
  }

  /**
   * The cell nearest to (x, y) and no further than `radius`, all in data units of x; null when there is none. `stretch`: as
   * many of them is one of y, up or down. `shown`: 1 for each cell that can be found; null: all.
   */
  find(x: number, y: number, radius: number, stretch = 1, shown: Uint8Array | null = null): number | null {
    stretch = Math.abs(stretch);
    if (this.#xy.length >> 1 <= this.#bruteForceTo) return this.#findInAll(x, y, radius, stretch, shown);
    this.#grid ??= gridOf(this.#xy);
    return this.#grid && this.#findInGrid(this.#grid, x, y, radius, stretch, shown);
  }

  #findInAll(x: number, y: number, radius: number, stretch: number, shown: Uint8Array | null): number | null {
    const xy = this.#xy;
    let best = radius * radius;
    let found: number | null = null;
    for (let i = 0; i < xy.length; i += 2) {
      const dx = xy[i] - x;
      const dy = (xy[i + 1] - y) * stretch;
      const distance = dx * dx + dy * dy;
      if (distance <= best && (!shown || shown[i >> 1])) {
        best = distance;
        found = i >> 1;
      }
    }
    return found;
  }

  #findInGrid(
    grid: Grid,
    x: number,
    y: number,
    radius: number,
    stretch: number,
    shown: Uint8Array | null,
  ): number | null {
    const xy = this.#xy;
    const at = (value: number, low: number, count: number) =>
      Math.min(count - 1, Math.max(0, Math.floor((value - low) / grid.side)));
    const firstColumn = at(x - radius, grid.minX, grid.columns);
    const lastColumn = at(x + radius, grid.minX, grid.columns);
    const firstRow = at(y - radius / stretch, grid.minY, grid.rows);
    const lastRow = at(y + radius / stretch, grid.minY, grid.rows);
    let best = radius * radius;
    let found: number | null = null;
    for (let row = firstRow; row <= lastRow; row++) {
      // boxes of a row lie one after the other
      const from = grid.start[row * grid.columns + firstColumn];
      const to = grid.start[row * grid.columns + lastColumn + 1];
      for (let k = from; k < to; k++) {
        const cell = grid.cells[k];
        const dx = xy[2 * cell] - x;
        const dy = (xy[2 * cell + 1] - y) * stretch;
        const distance = dx * dx + dy * dy;
        if (distance <= best && (!shown || shown[cell])) {
          best = distance;
          found = cell;
        }
      }
    }
    return found;
  }
}

function gridOf(xy: Float32Array): Grid | null {
  const bounds = boundsOf(xy);
  if (!bounds) return null;
  const { minX, minY, maxX, maxY } = bounds;
  const boxes = Math.max(1, (xy.length >> 1) / CELLS_PER_BOX);
  const longer = Math.max(maxX - minX, maxY - minY) || 1;
  // no thinner than longer / boxes, so that points on a line don't ask for endless columns
  const side = Math.max(Math.sqrt(((maxX - minX) * (maxY - minY)) / boxes), longer / boxes);
  const columns = Math.floor((maxX - minX) / side) + 1;
  const rows = Math.floor((maxY - minY) / side) + 1;
  const boxOf = new Uint32Array(xy.length >> 1);
  const start = new Uint32Array(columns * rows + 1);
  for (let cell = 0; cell < boxOf.length; cell++) {
    const box = Math.floor((xy[2 * cell + 1] - minY) / side) * columns + Math.floor((xy[2 * cell] - minX) / side);
    boxOf[cell] = box >= 0 && box < columns * rows ? box + 1 : 0;
    if (boxOf[cell]) start[boxOf[cell]]++;
  }
  for (let box = 0; box < columns * rows; box++) start[box + 1] += start[box];
  const cells = new Uint32Array(start[columns * rows]);
  const next = start.slice();
  for (let cell = 0; cell < boxOf.length; cell++) if (boxOf[cell]) cells[next[boxOf[cell] - 1]++] = cell;
  return { minX, minY, side, columns, rows, start, cells };
}
