/** What travels of genes and sets of them. As in messages.ts. */
import type { Nothing } from "./values";

export interface GeneMessage {
  name: string;
  id: string;
  /** What a person should know of the name, if anything: that others are called so too. */
  note: string | null;
  /** What to ask for; of kernels that say it. */
  key?: string;
  /** It is only spelt much like what was typed. */
  alike?: boolean;
}
export interface GeneSet {
  name: string;
  description: string;
  /** `known`: whether the data has it. */
  genes: readonly { name: string; known: boolean }[];
}
export interface GeneSetsReply {
  gene_sets: GeneSet[];
  path?: string | null;
}
export interface GeneSetEdits {
  create_gene_set: { name: string; genes: string };
  change_gene_set: { name: string; rename?: string; add?: string | readonly string[]; remove?: readonly string[] };
  delete_gene_set: { name: string };
  /** The bytes of a file come with it. */
  read_gene_sets: Nothing;
}
