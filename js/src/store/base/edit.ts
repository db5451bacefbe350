/** The one way an edit of the labels goes to Python, and what came of it. */
import { encodeCells } from "../../wire/cells";
import type { Json } from "../../wire/messages";
import type { Rpc } from "../../wire/rpc";
import type { Traits } from "./traits";
import { requireWritable } from "./writable";

export interface EditResult {
  /** What was done, as a person would say it. */
  message: string;
  /** Null: nothing changed. */
  revision: number | null;
}

/** How many of the cells had which label before; null: none. The most frequent first. */
export type Former = readonly (readonly [label: string | null, n: number])[];
/** Says what was done, from how many cells changed and what they were before. */
export type Done = (changed: number, former: Former) => string;
/** `mask`: the cells it is about, one byte a cell, when it is about cells. */
export type Edit = (op: string, args: Json, done: Done, mask?: Uint8Array) => Promise<EditResult>;

export function createEdit(rpc: Rpc, traits: Traits): Edit {
  return async (op, args, done, mask) => {
    requireWritable(traits);
    const sent = mask && encodeCells(mask);
    const { body } = await rpc.ask("edit", { op, args, ...(sent && { cells: sent.cells }) }, sent ? [sent.buffer] : []);
    const message = done(body.changed as number, body.former as Former);
    return { message, revision: body.message === null ? null : (body.revision as number) };
  };
}
