/** Labels of a tool or a colleague, brought in as a category. */
import type { ImportBody, PredictionsReply } from "../../wire/importMessages";
import { RequestError, type Rpc } from "../../wire/rpc";
import type { ImportTold } from "../../wire/types";
import type { Traits } from "../base/traits";
import { requireWritable } from "../base/writable";

export interface Importing {
  /** What a column of the data is known as. */
  recognize(column: string): Promise<PredictionsReply>;
  /** `file`: of the person's own, in place of a path. */
  import(body: ImportBody, file?: File): Promise<ImportTold>;
}

/** The notebook's server drops larger messages without a word. */
export const MOST_BYTES = 4_000_000;

export function createImporting(rpc: Rpc, traits: Pick<Traits, "status">): Importing {
  return {
    recognize: async (column) => (await rpc.ask("predictions", { column })).body,
    async import(body, file) {
      requireWritable(traits);
      if (!file) return (await rpc.ask("import_labels", body)).body;
      if (file.size > MOST_BYTES)
        throw new RequestError(`${file.name} is too large to send: give its path where the kernel runs.`);
      return (await rpc.ask("import_labels", { ...body, file: file.name }, [await file.arrayBuffer()])).body;
    },
  };
}
