/** The one way an edit of the labels goes to Python, and what came of it. */
import { editBody } from "../../wire/bodies";
import { encodeCells } from "../../wire/cells";
import type { EditReply, Edits } from "../../wire/messages";
import { KernelGone, type Rpc } from "../../wire/rpc";
import { inWords } from "./inWords";
import type { Traits } from "./traits";
import { requireWritable } from "./writable";

export interface EditResult {
  /** What was done, as a person would say it. */
  message: string;
  /** Null: nothing changed. */
  revision: number | null;
}

export type Former = EditReply["former"];
/** Says what was done, from how many cells changed and what they were before. */
export type Done = (changed: number, former: Former) => string;
/** `mask`: the cells it is about, one byte a cell, when it is about cells. */
export type Edit = <Op extends keyof Edits>(
  op: Op,
  args: Edits[Op],
  done: Done,
  mask?: Uint8Array,
) => Promise<EditResult>;

export function createEdit(rpc: Rpc, traits: Pick<Traits, "status">): Edit {
  return async (op, args, done, mask) => {
    requireWritable(traits);
    const sent = mask && encodeCells(mask);
    const told = editBody(op, args, sent?.cells);
    try {
      const { body } = await rpc.ask("edit", told, sent ? [sent.buffer] : []);
      return { message: done(body.changed, body.former), revision: revisionOf(body) };
    } catch (error) {
      if (error instanceof KernelGone && error.kept)
        return { message: `${KEPT}: ${inWords({ kind: "edit", ...told })}`, revision: null };
      throw error;
    }
  };
}

const KEPT = "Kept in this browser until the kernel is back";

/** Null where nothing changed. */
export function revisionOf({ message, revision }: Pick<EditReply, "message" | "revision">): number | null {
  return message === null ? null : revision;
}
