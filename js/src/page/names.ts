/**
 * What can be no name and no note, by the rules that Python wrote into the page (`cellxgene_widget/core/names.py`): it
 * would refuse the answer for them, when the work is done. Pure.
 */
import type { Contents } from "./contents";

export class Refused extends Error {}

export interface NameRules {
  /** Throws a sentence for what can be no name of a label, or of a category, that is made here. */
  checkNew(name: string, what: "label" | "category"): void;
  /** A note as it is kept: what stands for a line end becomes one, what no note can hold goes. Throws where it is too long. */
  note(text: string): string;
  /** A person's name as it is sent; empty: there is none. */
  author(text: string): string;
  mostOfAnAuthor: number;
}

/** As they come from a document or a mail: a line end within a paragraph, of a page, of old systems. */
const LINE_ENDS = /\r\n?|[\v\f\u0085\u2028\u2029]/g;

export function nameRules(of: NameLimits): NameRules {
  const notInNames = kinds(of.not_in_names);
  const notInNotes = kinds(of.not_in_notes);
  const script = new RegExp(of.no_script, "giu");
  return {
    checkNew(name, what) {
      if (name === "") throw new Refused(`A ${what} needs a name: type at least one letter.`);
      const most = what === "label" ? of.most_letters : of.most_of_a_category;
      const n = [...name].length;
      if (n > most)
        throw new Refused(`This ${what} name has ${n.toLocaleString("en")} characters; use at most ${most}.`);
      if (name.search(notInNames) >= 0)
        throw new Refused(
          `This ${what} name holds a character that is none of a name, such as a line end: type it anew.`,
        );
      if (name.search(script) >= 0) throw new Refused(`This ${what} name holds a script: a name is words.`);
      if (of.no_names.includes(name.toLowerCase()))
        throw new Refused(`“${name}” means something else: choose another ${what} name.`);
    },
    note(text) {
      const lines = text.replace(LINE_ENDS, "\n");
      const kept = cleaned(lines.replace(notInNotes, (one) => (of.all_the_same_in_notes.includes(one) ? one : "")));
      const n = [...kept].length;
      const most = of.most_of_a_note.toLocaleString("en");
      if (n > of.most_of_a_note)
        throw new Refused(`This note has ${n.toLocaleString("en")} characters; use at most ${most}.`);
      return kept;
    },
    author: (text) => first(cleaned(text.replace(notInNames, " ").replace(script, " ")), of.most_of_an_author),
    mostOfAnAuthor: of.most_of_an_author,
  };
}

type NameLimits = Pick<
  Contents,
  | "most_letters"
  | "most_of_a_category"
  | "most_of_a_note"
  | "most_of_an_author"
  | "no_names"
  | "not_in_names"
  | "no_script"
  | "not_in_notes"
  | "all_the_same_in_notes"
>;

/** In the form in which names are compared. */
export function cleaned(text: string): string {
  return text.trim().normalize("NFC");
}

function first(text: string, n: number): string {
  return [...text].slice(0, n).join("").trim();
}

/** Characters of Unicode's categories. */
function kinds(categories: readonly string[]): RegExp {
  return new RegExp(`[${categories.map((one) => `\\p{${one}}`).join("")}]`, "gu");
}
