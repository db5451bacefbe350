/** Sets of cells as one byte a cell, 0 or 1. */
import type { SelectMode } from "../../geometry/selectMode";

/** Codes of which there are several tables. */
const FEW = 256;

/** What is there and what is found, as sets; nothing there is null. */
export function combine(now: Uint8Array | null, found: Uint8Array, mode: SelectMode): Uint8Array {
  const n = found.length;
  if (mode === "replace" || !now)
    return mode === "subtract" || mode === "intersect" ? new Uint8Array(n) : found.slice();
  const mask = new Uint8Array(n);
  // a loop a mode: one that asks for the mode at each cell takes several times as long
  if (mode === "add") for (let i = 0; i < n; i++) mask[i] = (now[i] as number) | (found[i] as number);
  else if (mode === "subtract") for (let i = 0; i < n; i++) mask[i] = (now[i] as number) & ~(found[i] as number) & 1;
  else for (let i = 0; i < n; i++) mask[i] = (now[i] as number) & (found[i] as number);
  return mask;
}

export function count(mask: Uint8Array | null): number {
  let n = 0;
  if (mask) for (let i = 0; i < mask.length; i++) n += mask[i] as number;
  return n;
}

/** How many cells of a set have each code below `n`. */
export function countsBy(codes: Uint8Array | Uint16Array | Uint32Array, mask: Uint8Array, n: number): Uint32Array {
  // Added, not asked for: a set is as good as random in the order of the file. And of few codes in four tables: one cell after
  // the other has the same code, and its number must be in memory before the next is added.
  const counts = new Uint32Array(n <= FEW ? 4 * n : n);
  let i = 0;
  if (n <= FEW)
    for (; i + 4 <= mask.length; i += 4) {
      counts[codes[i] as number] += mask[i] as number;
      counts[n + (codes[i + 1] as number)] += mask[i + 1] as number;
      counts[2 * n + (codes[i + 2] as number)] += mask[i + 2] as number;
      counts[3 * n + (codes[i + 3] as number)] += mask[i + 3] as number;
    }
  for (; i < mask.length; i++) counts[codes[i] as number] += mask[i] as number;
  for (let k = n; k < counts.length; k++) counts[k % n] += counts[k] as number;
  return counts.slice(0, n);
}

export function same(a: Uint8Array | null, b: Uint8Array | null): boolean {
  if (!a || !b) return a === b;
  if (a.length !== b.length) return false;
  const [left, right] = [inFours(a), inFours(b)];
  for (let i = 0; i < left.length; i++) if (left[i] !== right[i]) return false;
  for (let i = 4 * left.length; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Four cells a number, but for the last few. A mask has its memory to itself: it starts at a whole number. */
function inFours(mask: Uint8Array): Uint32Array {
  return new Uint32Array(mask.buffer, mask.byteOffset, mask.length >> 2);
}
