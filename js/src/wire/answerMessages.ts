/** What travels when labels come from a colleague's page, or from a draft of other data. As in messages.ts. */
import type { EditReply, Nothing } from "./values";

/** A file where the kernel runs, or one whose bytes come beside this. */
export interface TakeAnswerBody {
  path?: string;
  /** What the file is called that comes beside this. */
  file?: string;
  /** In place of the name that the answer says. */
  author?: string;
  /** A person agreed to it when asked. */
  older?: boolean;
  replace?: boolean;
}
export interface TakeAnswerReply {
  revision: number;
  /** The first that was made; null: none, or another kernel made it. */
  category: number | null;
  name: string;
  message: string;
  /** What came label by label, a sentence each. */
  details: string[];
  /** What a person is asked to agree to; nothing was made then. */
  asks: "older" | "replace" | null;
  question: string;
}
/** A draft of other data that knows these cells. */
export interface OtherDraftMessage {
  path: string;
  name: string;
  dataset: string;
  /** So many of these cells. */
  n_known: number;
  categories: string[];
}

export interface AnswerRequests {
  other_drafts: { body: Nothing; reply: { drafts: OtherDraftMessage[] } };
  carry_labels: { body: { path: string }; reply: EditReply & { notes: string[] } };
  take_answer: { body: TakeAnswerBody; reply: TakeAnswerReply };
}
