/** What travels when labels of a tool or a colleague are brought in. As in messages.ts. */

/** Of a column of the data, of a file where the kernel runs, or of one whose bytes come beside this. */
export interface ImportBody {
  column?: string;
  path?: string;
  /** What the file is called that comes beside this. */
  file?: string;
  category?: string;
  /** Columns, in place of those that it is known by; an empty score: none. */
  label?: string;
  score?: string;
  by?: string;
  replace?: boolean;
}
export interface ImportReply {
  revision: number;
  /** Null: none was made. */
  category: number | null;
  name: string;
  message: string;
  /** What else there is to know, a sentence each. */
  details: string[];
  /** What there is of this name, in a sentence; nothing was made then. */
  in_the_way: string | null;
}
/** What a column of labels is known as. */
export interface PredictionsReply {
  by: string | null;
  category: string;
  score: string | null;
  note: string | null;
}
