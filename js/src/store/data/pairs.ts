/** Two genes or numbers against each other: an embedding whose key is the JSON of both names, as Python writes it. Pure. */

import type { Embedding } from "../../wire/types";
import type { Basis } from "../../wire/values";

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

/** Whether a number is a component of an embedding. */
export function isComponent(name: string, embeddings: readonly Embedding[]): boolean {
  return name !== "" && embeddings.some(({ axes }) => axes.includes(name));
}

/** The embedding that has both as components; null: they are numbers of different kinds. */
export function arrayOf(pair: Pair | null, embeddings: readonly Embedding[]): Embedding | null {
  return (pair && embeddings.find(({ axes }) => pair.every((name) => axes.includes(name)))) ?? null;
}
