/** Names, conditions and places as they travel: what messages are made of. */

export type Json = Record<string, unknown>;
/** A label or value by its name; null: no label, no value. */
export type Name = string | null;
/** What passes a filter: these names, all but these, or a range with both ends included (null: no limit). */
export type Wanted = readonly Name[] | { readonly not: readonly Name[] } | readonly [number | null, number | null];
/** An embedding by its key, or two columns against each other. */
export type Basis = string | readonly [x: string, y: string];
export type Polygon = number[][];

/** Nothing is asked, or answered. */
export type Nothing = Record<never, never>;
export interface EditReply {
  revision: number;
  changed: number;
  /** Null: nothing changed. */
  message: string | null;
  /** How many of the cells had which label before; null: none. The most frequent first. */
  former: (readonly [label: Name, n: number])[];
}
