/** What labels mean: their terms, what they are nested under, how sure one is of them. Edits as all others. */
import type { Edits } from "../../wire/messages";
import type { Rpc } from "../../wire/rpc";
import type { Confidence, ParentProposed, Term } from "../../wire/termMessages";
import { createEdit, type EditResult } from "../base/edit";
import type { Traits } from "../base/traits";

export interface Meaning {
  /** Null takes it away. */
  setTerm(category: string, label: string, term: Term | null): Promise<EditResult>;
  setTerms(category: string, terms: Readonly<Record<string, Term>>): Promise<EditResult>;
  /** Null: to the top. */
  setParent(category: string, label: string, parent: string | null): Promise<EditResult>;
  setParents(category: string, nested: readonly ParentProposed[]): Promise<EditResult>;
  setConfidence(category: string, label: string, confidence: Confidence | null): Promise<EditResult>;
}

export function createMeaning(rpc: Rpc, traits: Pick<Traits, "status">): Meaning {
  const edit = createEdit(rpc, traits);
  const of = <T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> =>
    Object.fromEntries(entries);
  return {
    setTerm: (category, label, term) =>
      edit("set_term", { category, label, term: term?.id ?? null }, () =>
        term ? `${label} is ${term.name} (${term.id})` : `Took the term from ${label}`,
      ),
    setTerms(category, terms) {
      const args: Edits["set_terms"] = {
        category,
        terms: of(Object.entries(terms).map(([label, { id }]) => [label, id])),
      };
      const [first] = Object.entries(terms);
      const n = Object.keys(terms).length;
      return edit("set_terms", args, () =>
        n === 1 && first ? `${first[0]} is ${first[1].name} (${first[1].id})` : `Gave ${n} labels their terms`,
      );
    },
    setParent: (category, label, parent) =>
      edit("set_parent", { category, label, parent }, () =>
        parent === null ? `Moved ${label} to the top` : `Nested ${label} under ${parent}`,
      ),
    setParents(category, nested) {
      const parents = of(nested.map(({ label, parent }) => [label, parent]));
      const [first] = nested;
      return edit("set_parents", { category, parents }, () =>
        nested.length === 1 && first
          ? `Nested ${first.label} under ${first.parent}`
          : `Nested ${nested.length} labels under others`,
      );
    },
    setConfidence: (category, label, confidence) =>
      edit("set_confidence", { category, label, confidence }, () =>
        confidence ? `Confidence in ${label}: ${confidence}` : `Took the confidence from ${label}`,
      ),
  };
}
