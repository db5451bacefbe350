import type { Completed, Option } from "../../ui/Combobox";
import { Icon } from "../../ui/icons";
import { Swatch } from "../../ui/Swatch";
import type { Label } from "../../wire/messages";
import type { TermMatch } from "../../wire/termMessages";
import { count } from "../../words";
import { reservedFor } from "./reserved";

const UNASSIGNED = "unassigned";

/** What cells without a label are called is no label's name: typed as one, it takes the label away. */
export function meansNone(text: string): boolean {
  return text.trim().toLowerCase() === UNASSIGNED;
}

/** Two texts are one label where they differ in case and blanks only. */
function plain(text: string): string {
  return text.trim().replace(/\s+/g, " ").normalize("NFC").toLowerCase();
}

/** What is asked of a label to offer it. */
export type Offered = Pick<Label, "name" | "color" | "count"> & Partial<Pick<Label, "term" | "reserved">>;

/**
 * Labels that a text may mean. Enter takes what is written: a label that there is only where it is the same but for case
 * and blanks, else a new one. "NK" beside "NK cell" is a label of its own, and "B cell" no "Naive B cell". Below stand
 * words for cells that are no cell type, and terms: those are taken by walking to them alone.
 */
export function completeLabel(labels: readonly Offered[], text: string, terms: readonly TermMatch[] = []): Completed {
  const [typed, wanted] = [text.trim(), plain(text)];
  const meant = new Set(terms.map(({ id }) => id));
  const rank = ({ name, term }: Offered) => {
    const here = plain(name);
    if (name === typed) return 0;
    if (here === wanted) return 1;
    if (here.startsWith(wanted)) return 2;
    if (here.includes(wanted)) return 3;
    // called otherwise, and the same by its term
    return term && (meant.has(term.id) || plain(term.name).includes(wanted)) ? 4 : 5;
  };
  const found = labels
    .map((label) => ({ label, rank: rank(label) }))
    .filter((match) => match.rank < 5)
    .sort((a, b) => a.rank - b.rank);
  const options: Option[] = found.map(({ label }) => ({
    value: label.name,
    before: <Swatch color={label.color} hatched={label.reserved} />,
    after: <span class="cxw-count">{count(label.count)}</span>,
  }));
  const best = found[0]?.rank ?? 5;
  if (meansNone(typed)) return { options: [{ value: UNASSIGNED, before: <Swatch /> }, ...options], preferred: 0 };
  const is = best < 2;
  const written = typed && best > 0 ? [writtenOption(typed, is)] : [];
  const preferred = is || !typed ? 0 : options.length;
  options.push(...written, ...meaningOptions(labels, typed, terms));
  return { options, preferred, ending: is ? null : endingOf(found, text) };
}

/** What a new label may be: what is written, words for no cell type, terms. Those that there are, are not made again. */
export function completeNewLabel(labels: readonly Offered[], text: string, terms: readonly TermMatch[]): Completed {
  const typed = text.trim();
  if (!typed) return { options: [], preferred: -1 };
  return { options: [writtenOption(typed, false), ...meaningOptions(labels, typed, terms)], preferred: 0 };
}

function writtenOption(typed: string, isThere: boolean): Option {
  const word = reservedFor(typed).find(({ name }) => name === typed.toLowerCase());
  return {
    value: typed,
    text: `New label “${typed}”`,
    before: word ? <Swatch hatched /> : <span class="cxw-new-mark">+</span>,
    after: isThere && <span class="cxw-choice-hint">⇧↵</span>,
    pinned: true,
    ...(word && { note: word.what }),
  };
}

function meaningOptions(labels: readonly Offered[], typed: string, terms: readonly TermMatch[]): Option[] {
  const names = new Set([...labels.map(({ name }) => plain(name)), plain(typed)]);
  const taken = new Set(labels.flatMap(({ term }) => term?.id ?? []));
  const words = reservedFor(typed).filter(({ name }) => !names.has(name));
  return [
    ...words.map(({ name, what }) => ({ value: name, before: <Swatch hatched />, note: what, title: what })),
    ...terms.filter(({ id }) => !taken.has(id)).map(termOption),
  ];
}

/** Makes the label with the name of the term; the id tells it from a label of that name. */
function termOption({ id, name, matched, definition }: TermMatch): Option {
  const why = plain(matched) === plain(name) ? "" : ` · “${matched}”`;
  return { value: name, id, note: `${id}${why}`, title: definition || name, before: <Icon name="term" /> };
}

/** The label that goes on where the text ends. */
function endingOf(found: readonly { label: Offered; rank: number }[], text: string): string | null {
  if (text.trim() === "") return null;
  const begun = found.filter(({ label: { name } }) => name.toLowerCase().startsWith(text.toLowerCase()));
  const best = begun.find(({ label }) => label.name.startsWith(text)) ?? begun[0];
  // Lower case may be longer than upper case: then the rest can't be told by length.
  return best && best.label.name.slice(0, text.length).toLowerCase() === text.toLowerCase() ? best.label.name : null;
}
