/** Two genes or numbers against each other: an embedding whose key is the JSON of both names, as Python writes it. Pure. */
import type { Basis } from "../../wire/messages";

export type Pair = readonly [x: string, y: string];

export function keyOfPair(pair: Pair): string {
  return JSON.stringify(pair);
}

/** Null: the key is that of an embedding. */
export function pairOf(key: string | null | undefined): Pair | null {
  if (!key?.startsWith("[")) return null;
  try {
    const read: unknown = JSON.parse(key);
    return Array.isArray(read) && read.length === 2 && read.every((name) => typeof name === "string" && name !== "")
      ? [read[0], read[1]]
      : null;
  } catch {
    return null;
  }
}

export function pairTitle([x, y]: Pair): string {
  return `${x} × ${y}`;
}

/** The basis of a step as Python tells it, a list for a pair, as a key. */
export function basisFrom(basis: Basis): string {
  return typeof basis === "string" ? basis : keyOfPair(basis);
}
