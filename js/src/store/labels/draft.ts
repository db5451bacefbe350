/** The draft as a whole: its name, earlier versions, and who may write it. */

import type { Rpc } from "../../wire/rpc";
import type { MergeTold, Version, VersionChanges } from "../../wire/types";
import { when } from "../../words";
import { type EditResult, revisionOf } from "../base/edit";
import type { Traits } from "../base/traits";
import { requireWritable } from "../base/writable";

export interface Draft {
  name(name: string): Promise<void>;
  /** Its files, history and versions go with it. */
  rename(name: string): Promise<EditResult>;
  /** Writes it now, not at the next of the autosaves. */
  save(): Promise<void>;
  versions(): Promise<Version[]>;
  /** What is different in a version from the one before it. */
  changes(version: Version): Promise<VersionChanges>;
  /**
   * Into adata.obs: each category under its key; `levels`: of nested labels a column a level, too. Columns that nobody
   * agreed to write over are asked about.
   */
  merge(keys: Readonly<Record<string, string>>, agreed: readonly string[], levels: boolean): Promise<MergeTold>;
  restore(version: Version): Promise<EditResult>;
  takeOver(): Promise<EditResult>;
}

export function createDraft(rpc: Rpc, traits: Pick<Traits, "status">): Draft {
  return {
    async name(name) {
      await rpc.ask("name_draft", { name });
    },
    async rename(name) {
      requireWritable(traits);
      await rpc.ask("rename_draft", { name });
      return { message: `The draft is called “${name}” now`, revision: null };
    },
    async save() {
      await rpc.ask("save");
    },
    async versions() {
      return (await rpc.ask("versions")).body.versions;
    },
    async changes({ version }) {
      return (await rpc.ask("version_changes", { version })).body;
    },
    async merge(keys, agreed, levels) {
      return (await rpc.ask("merge", { keys, agreed, ...(levels && { levels }) })).body;
    },
    async restore({ version, savedAt }) {
      requireWritable(traits);
      const { body } = await rpc.ask("restore", { version });
      const revision = revisionOf(body);
      const [at, changed] = [when(savedAt), revision !== null];
      return { message: changed ? `Restored the version of ${at}` : `The labels are those of ${at} already`, revision };
    },
    async takeOver() {
      await rpc.ask("take_over");
      return { message: "The draft is yours now; the other notebook is read-only", revision: null };
    },
  };
}
