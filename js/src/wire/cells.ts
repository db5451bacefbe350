/** Sets of cells as they travel. Mirror of `cellxgene_widget/view/wire.py`. */
import { numbers } from "./arrays";

export interface CellSetHeader {
  encoding: "bitset" | "list";
  n: number;
}

/** The set in whichever form is shorter: one bit a cell, or four bytes a member. */
export function encodeCells(mask: Uint8Array): { cells: CellSetHeader; buffer: ArrayBuffer } {
  let n = 0;
  for (let i = 0; i < mask.length; i++) n += mask[i] as number;
  const bitsetBytes = Math.ceil(mask.length / 8);
  if (n * 4 < bitsetBytes) {
    const buffer = new ArrayBuffer(n * 4);
    const view = new DataView(buffer);
    for (let i = 0, k = 0; i < mask.length; i++) if (mask[i]) view.setUint32(4 * k++, i, true);
    return { cells: { encoding: "list", n }, buffer };
  }
  const bits = new Uint8Array(bitsetBytes);
  // a byte at a time, and added, not asked for: it is a label's way to the kernel
  const whole = mask.length >> 3;
  const at = (i: number) => mask[i] as number;
  for (let k = 0, i = 0; k < whole; k++, i += 8) {
    const low = at(i) | (at(i + 1) << 1) | (at(i + 2) << 2) | (at(i + 3) << 3);
    bits[k] = low | (at(i + 4) << 4) | (at(i + 5) << 5) | (at(i + 6) << 6) | (at(i + 7) << 7);
  }
  for (let i = 8 * whole; i < mask.length; i++) bits[whole] |= at(i) << (i & 7);
  return { cells: { encoding: "bitset", n }, buffer: bits.buffer };
}

export function maskFromBitset(view: DataView, nCells: number): Uint8Array {
  if (view.byteLength !== Math.ceil(nCells / 8)) {
    throw new Error(`A set of ${nCells} cells takes ${Math.ceil(nCells / 8)} bytes, not ${view.byteLength}.`);
  }
  const bits = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const mask = new Uint8Array(nCells);
  for (let i = 0, at = 0; i < nCells; at++) {
    let byte = bits[at] as number;
    const end = Math.min(nCells, i + 8);
    // most bytes of a set are empty
    if (byte === 0) i = end;
    else for (; i < end; i++, byte >>= 1) mask[i] = byte & 1;
  }
  return mask;
}

/** The masks of a selection: the cells selected, and where that differs the cells picked. */
export function masksFrom(view: DataView, nCells: number): Uint8Array[] {
  const bytes = Math.ceil(nCells / 8);
  if (view.byteLength === 2 * bytes && bytes > 0) {
    const half = (at: number) => new DataView(view.buffer, view.byteOffset + at, bytes);
    return [maskFromBitset(half(0), nCells), maskFromBitset(half(bytes), nCells)];
  }
  return [maskFromBitset(view, nCells)];
}

/** What came with the first reply: the masks of the selection, if any, and behind them that of the part shown alone. */
export function splitOpening(
  view: DataView,
  nCells: number,
  hasPart: boolean,
): { selection: DataView | null; part: DataView | null } {
  const end = view.byteLength - (hasPart ? Math.ceil(nCells / 8) : 0);
  return {
    selection: end > 0 ? new DataView(view.buffer, view.byteOffset, end) : null,
    part: hasPart ? new DataView(view.buffer, view.byteOffset + end, view.byteLength - end) : null,
  };
}

export function positionsFrom(header: CellSetHeader, view: DataView, nCells: number): Uint32Array {
  if (header.encoding === "list") return Uint32Array.from(numbers(view, Uint32Array));
  const mask = maskFromBitset(view, nCells);
  const cells = new Uint32Array(header.n);
  for (let i = 0, k = 0; i < nCells; i++) if (mask[i]) cells[k++] = i;
  return cells;
}
