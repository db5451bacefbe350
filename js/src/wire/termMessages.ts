/** What travels of what labels mean: terms of the Cell Ontology, nesting, and the ways out. As in messages.ts. */

/** A term of the Cell Ontology, as it is kept beside a label. */
export interface Term {
  id: string;
  name: string;
}
export type Confidence = "high" | "medium" | "low";

/** A term found for a person's words. */
export interface TermMatch {
  id: string;
  name: string;
  /** The name, synonym or abbreviation that matched. */
  matched: string;
  /** 0 to 1; 0.9 and above where an expert would agree. */
  score: number;
  definition: string;
}
export interface TermReply {
  id: string;
  name: string;
  definition: string;
  synonyms: string[];
  /** From the root down to the term itself. */
  path: Term[];
  release: string;
  /** Its page. */
  url: string;
}
/** A label without a term, and what it may be; the best first. */
export interface TermsProposedMessage {
  label: string;
  n_cells: number;
  matches: TermMatch[];
}
export interface ParentProposed {
  label: string;
  parent: string;
}

export type ExportFormat = "cas" | "cap" | "cellxgene";
export interface ExportBody {
  path: string;
  format: ExportFormat;
  category?: string;
  overwrite?: boolean;
  author?: string;
  orcid?: string;
  contact?: string;
  title?: string;
  description?: string;
  version?: string;
  url?: string;
}
export interface ExportReply {
  path: string;
  message: string;
  /** What a valid file still needs, a sentence each. */
  missing: string[];
  /** What else there is to know of it. */
  notes: string[];
}

/** The edits of what labels mean, each with its arguments. */
export interface MeaningEdits {
  /** `term`: an id, or a term's exact name. */
  set_term: { category: string; label: string; term: string | null };
  set_terms: { category: string; terms: Readonly<Record<string, string | null>> };
  set_parent: { category: string; label: string; parent: string | null };
  set_parents: { category: string; parents: Readonly<Record<string, string | null>> };
  set_confidence: { category: string; label: string; confidence: Confidence | null };
}
