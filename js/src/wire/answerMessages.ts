/** What travels when what a colleague did in a page is taken. As in messages.ts. */

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

export interface AnswerRequests {
  take_answer: { body: TakeAnswerBody; reply: TakeAnswerReply };
}
