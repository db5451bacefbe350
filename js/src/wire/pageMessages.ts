/** What travels about a page for a colleague. As in messages.ts. */

export interface PageBody {
  genes?: string[];
  columns?: string[];
  category?: string[];
  title?: string;
}
export interface WritePageBody extends PageBody {
  path: string;
  overwrite?: boolean;
}
export interface PageSizeReply {
  /** In words. */
  size: string;
  /** What is in it, a phrase each. */
  parts: string[];
  /** What else to know, a sentence each; and what to mind. */
  notes: string[];
  warning: string;
}
export interface PageRequests {
  page_size: { body: PageBody; reply: PageSizeReply };
  write_page: { body: WritePageBody; reply: { path: string; size: string } };
}
