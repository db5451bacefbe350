/** The draft as a whole: its name, earlier versions, and who may write it. */

import type { Rpc } from "../../wire/rpc";
import { when } from "../../words";
import type { EditResult } from "../base/edit";
import type { Traits } from "../base/traits";
import { requireWritable } from "../base/writable";

export interface Version {
  version: string;
  savedAt: string;
  /** Cells with a label; null for a version that can't be read. */
  nLabelled: number | null;
}
export interface Draft {
  name(name: string): Promise<void>;
  /** Writes it now, not at the next of the autosaves. */
  save(): Promise<void>;
  versions(): Promise<Version[]>;
  restore(version: Version): Promise<EditResult>;
  takeOver(): Promise<EditResult>;
}

export function createDraft(rpc: Rpc, traits: Traits): Draft {
  return {
    async name(name) {
      await rpc.ask("name_draft", { name });
    },
    async save() {
      await rpc.ask("save");
    },
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
