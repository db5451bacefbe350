/** Terms of the Cell Ontology: found for a person's words, read one at a time, proposed for the labels of a category. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Rpc } from "../../wire/rpc";
import type { ParentProposed, TermMatch, TermReply } from "../../wire/termMessages";
import type { TermsProposed } from "../../wire/types";

export interface Terms {
  /** Terms for what is being written in one field; call it once a field. */
  finder(): TermFinder;
  /** The likeliest first. For an id it is that term, or why there is none, as Python says it. */
  find(text: string, n: number): Promise<readonly TermMatch[]>;
  read(id: string): Promise<TermReply>;
  propose(category: string): Promise<readonly TermsProposed[]>;
  proposeParents(category: string): Promise<readonly ParentProposed[]>;
}
export interface TermFinder {
  /**
   * The likeliest first; those of the text before until the answer has come (reading it subscribes). None for one letter
   * or none, and while the kernel is away.
   */
  of(text: string): readonly TermMatch[];
}

/** Listed under what is written. */
const LISTED = 5;
/** Whoever types on need not be answered. */
const REST_MS = 80;
/** Of terms read: they don't change while a kernel runs. */
const KEPT = 200;

/** "CL:0000236", "cl_0000236", or the address of a term, as the first; null: the text is no id. Of other ontologies, too. */
export function idIn(text: string): string | null {
  const found = /^(?:https?:\/\/\S*[/#])?([a-z]+)[:_](\d{5,})$/i.exec(text.trim());
  return found?.[1] ? `${found[1].toUpperCase()}:${found[2]}` : null;
}

export function createTerms(rpc: Rpc): Terms {
  const known = new Map<string, Promise<TermReply>>();
  const read = (id: string): Promise<TermReply> => {
    const reading = known.get(id) ?? rpc.ask("term", { term: id }).then(({ body }) => body);
    known.set(id, reading);
    reading.catch(() => known.delete(id));
    const [oldest] = known.keys();
    if (known.size > KEPT && oldest !== undefined) known.delete(oldest);
    return reading;
  };
  const find = async (query: string, n: number): Promise<readonly TermMatch[]> => {
    const given = idIn(query);
    if (given === null) return (await rpc.ask("terms", { query, n })).body.matches;
    const { id, name, definition } = await read(given);
    return [{ id, name, definition, matched: name, score: 1 }];
  };
  return {
    finder: () => createTermFinder((text) => find(text, LISTED), rpc.disconnected),
    find,
    read,
    propose: async (category) => (await rpc.ask("propose_terms", { category })).body.rows,
    proposeParents: async (category) => (await rpc.ask("propose_parents", { category })).body.rows,
  };
}

interface Answer {
  text: string;
  matches: readonly TermMatch[];
}
const NOTHING: Answer = { text: "", matches: [] };

/** One text is the other written on or taken back. */
function goesOn(a: string, b: string): boolean {
  return a !== "" && b !== "" && (a.startsWith(b) || b.startsWith(a));
}

export function createTermFinder(
  search: (text: string) => Promise<readonly TermMatch[]>,
  away: ReadonlySignal<boolean>,
): TermFinder {
  const answer = signal<Answer>(NOTHING);
  let wanted = "";
  let timer = 0;

  async function ask(text: string): Promise<void> {
    try {
      const matches = await search(text);
      // of a text that stands there no more
      if (text === wanted) answer.value = { text, matches };
    } catch {
      // what is written can be taken without a term: a list without any is no reason to complain
    }
  }
  return {
    of(typed) {
      const text = typed.trim().replace(/\s+/g, " ").toLowerCase();
      const asks = text.length > 1 && !away.value;
      const { text: answered, matches } = answer.value;
      if (!asks || text !== wanted) {
        clearTimeout(timer);
        wanted = asks ? text : "";
        if (asks && text !== answered)
          timer = globalThis.setTimeout(() => void ask(text), REST_MS) as unknown as number;
      }
      return asks && (text === answered || goesOn(text, answered)) ? matches : [];
    },
  };
}
