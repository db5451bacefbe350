/** Labels that a draft of other data has for these cells, brought here by the names of cells. */
import type { OtherDraftMessage } from "../../wire/answerMessages";
import type { Rpc } from "../../wire/rpc";
import { cells } from "../../words";
import { type EditResult, revisionOf } from "../base/edit";
import type { Traits } from "../base/traits";
import { requireWritable } from "../base/writable";

export interface OtherDraft {
  path: string;
  name: string;
  dataset: string;
  nKnown: number;
  categories: readonly string[];
}
export interface Carrying {
  /** The newest draft of other data that knows these cells; null: there is none. */
  find(): Promise<OtherDraft | null>;
  carry(draft: OtherDraft): Promise<EditResult>;
}

export function createCarrying(rpc: Rpc, traits: Pick<Traits, "status">): Carrying {
  return {
    async find() {
      const [first] = (await rpc.ask("other_drafts")).body.drafts;
      return first ? fromMessage(first) : null;
    },
    async carry({ path, name }) {
      requireWritable(traits);
      const { body } = await rpc.ask("carry_labels", { path });
      const carried = `Carried the labels of ${name} to ${cells(body.changed)}`;
      return { message: [carried, ...body.notes].join(". "), revision: revisionOf(body) };
    },
  };
}

function fromMessage({ path, name, dataset, n_known, categories }: OtherDraftMessage): OtherDraft {
  return { path, name, dataset, nKnown: n_known, categories };
}
