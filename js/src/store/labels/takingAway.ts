/** The ways out but for merge: files in the formats of the field, and a report in words. */
import type { Rpc } from "../../wire/rpc";
import type { ExportBody, ExportReply } from "../../wire/termMessages";

export interface TakingAway {
  export(body: ExportBody): Promise<ExportReply>;
  /** Markdown; of one category, or of all. */
  report(category?: string): Promise<string>;
}

export function createTakingAway(rpc: Rpc): TakingAway {
  return {
    export: async (body) => (await rpc.ask("export", body)).body,
    report: async (category) => (await rpc.ask("report", category === undefined ? {} : { category })).body.text,
  };
}
