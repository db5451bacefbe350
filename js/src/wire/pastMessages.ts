/** Answers about the draft and its past, exactly as they travel; a part of messages.ts. */
import type { CodesDtype } from "./arrays";

/** Of a version: cells with a label, and what is different from the version before it, in phrases. */
export interface VersionChangesReply {
  n_labelled: number;
  changes: string[];
}
/** The categories of a version, and the labels of the one whose codes come beside it. */
export interface VersionCodesReply {
  categories: string[];
  category: string;
  labels: { code: number; name: string; color: string; count: number }[];
  dtype: CodesDtype;
}
/** An edit of the history. */
export interface PastEditMessage {
  revision: number;
  /** Null where its journal does not say. */
  time: string | null;
  user: string;
  text: string;
  n_changed: number;
}
/** Edits in order; `begin`: the place of the first among all that fit, oldest first. */
export interface HistoryReply {
  begin: number;
  total: number;
  edits: PastEditMessage[];
}
export interface MergeReply {
  /** A line a column. */
  written: string[];
  notes: string[];
  /** Columns that would be written over: nothing was written then, and the problem says why. */
  in_the_way: string[];
  problem: string | null;
}
