/** Pages for colleagues: the view as one file. */
import type { PageBody, PageSizeReply, WritePageBody } from "../../wire/pageMessages";
import type { Rpc } from "../../wire/rpc";

export interface Pages {
  /** How large it would be, and what would be in it; only the newest question is answered. */
  size(body: PageBody): Promise<PageSizeReply>;
  write(body: WritePageBody): Promise<{ path: string; size: string }>;
}

export function createPages(rpc: Rpc): Pages {
  return {
    size: async (body) => (await rpc.ask("page_size", body)).body,
    write: async (body) => (await rpc.ask("write_page", body)).body,
  };
}
