import type { Completed, Option } from "../../ui/Combobox";
import { Swatch } from "../../ui/Swatch";
import type { Label } from "../../wire/messages";
import { count } from "../../words";

const UNASSIGNED = "unassigned";

/** What cells without a label are called is no label's name: typed as one, it takes the label away. */
export function meansNone(text: string): boolean {
  return text.trim().toLowerCase() === UNASSIGNED;
}

/** Two texts are one label where they differ in case and blanks only. */
function plain(text: string): string {
  return text.trim().replace(/\s+/g, " ").normalize("NFC").toLowerCase();
}

/**
 * Labels that a text may mean. Enter takes what is written: a label that there is only where it is the same but for case
 * and blanks, else a new one. "NK" beside "NK cell" is a label of its own, and "B cell" no "Naive B cell".
 */
export function completeLabel(labels: readonly Label[], text: string): Completed {
  const [typed, wanted] = [text.trim(), plain(text)];
  const rank = ({ name }: Label) => {
    const here = plain(name);
    if (name === typed) return 0;
    if (here === wanted) return 1;
    return here.startsWith(wanted) ? 2 : here.includes(wanted) ? 3 : 4;
  };
  const found = labels
    .map((label) => ({ label, rank: rank(label) }))
    .filter((match) => match.rank < 4)
    .sort((a, b) => a.rank - b.rank);
  const options: Option[] = found.map(({ label }) => ({
    value: label.name,
    before: <Swatch color={label.color} />,
    after: <span class="cxw-count">{count(label.count)}</span>,
  }));
  const best = found[0]?.rank ?? 4;
  if (meansNone(typed)) return { options: [{ value: UNASSIGNED, before: <Swatch /> }, ...options], preferred: 0 };
  const is = best < 2;
  if (typed && best > 0) {
    const after = is && <span class="cxw-choice-hint">⇧↵</span>;
    const before = <span class="cxw-new-mark">+</span>;
    options.push({ value: typed, text: `New label “${typed}”`, before, after, pinned: true });
  }
  return { options, preferred: is || !typed ? 0 : options.length - 1, ending: is ? null : endingOf(found, text) };
}

/** The label that goes on where the text ends. */
function endingOf(found: readonly { label: Label; rank: number }[], text: string): string | null {
  if (text.trim() === "") return null;
  const begun = found.filter(({ label: { name } }) => name.toLowerCase().startsWith(text.toLowerCase()));
  const best = begun.find(({ label }) => label.name.startsWith(text)) ?? begun[0];
  // Lower case may be longer than upper case: then the rest can't be told by length.
  return best && best.label.name.slice(0, text.length).toLowerCase() === text.toLowerCase() ? best.label.name : null;
}
