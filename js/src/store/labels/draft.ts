/** The draft as a whole: earlier versions, and who may write it. */

import type { Status } from "../../wire/messages";
import { RequestError, type Rpc } from "../../wire/rpc";
import { when } from "../../words";
import type { Traits } from "../base/traits";
import type { EditResult } from "./labels";

export interface Version {
  version: string;
  savedAt: string;
  /** Cells with a label; null for a version that can't be read. */
  nLabelled: number | null;
}
export interface DraftVerbs {
  versions(): Promise<Version[]>;
  restore(version: Version): Promise<EditResult>;
  takeOver(): Promise<EditResult>;
}

/** Who else has the draft open, with the time on this person's clock: "open in process 123 on host, since 12:04". */
export function readOnlyWords({ message }: Status): string {
  const holder = message ?? "another notebook";
  return `Read-only: open in ${holder.replace(/\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)/, (iso) => when(iso))}`;
}

/** Edits are not sent where Python would refuse them. */
export function requireWritable(traits: Traits): void {
  const status = traits.status.peek();
  if (status.state === "read-only") throw new RequestError(`${readOnlyWords(status)}. Take it over to change labels.`);
}

export function createDraftVerbs(rpc: Rpc, traits: Traits): DraftVerbs {
  return {
    async versions() {
      const { body } = await rpc.ask("versions");
      const found = body.versions as { version: string; saved_at: string; n_labelled: number | null }[];
      return found.map((v) => ({ version: v.version, savedAt: v.saved_at, nLabelled: v.n_labelled }));
    },
    async restore({ version, savedAt }) {
      requireWritable(traits);
      const { body } = await rpc.ask("restore", { version });
      if (body.message === null) return { message: `The labels are those of ${when(savedAt)} already`, revision: null };
      return { message: `Restored the version of ${when(savedAt)}`, revision: body.revision as number };
    },
    async takeOver() {
      await rpc.ask("take_over");
      return { message: "The draft is yours now; the other notebook is read-only", revision: null };
    },
  };
}
