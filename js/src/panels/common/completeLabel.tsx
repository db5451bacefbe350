import type { Option } from "../../ui/Combobox";
import { Swatch } from "../../ui/Swatch";
import type { Label } from "../../wire/messages";
import { count } from "../../words";

const UNASSIGNED = "unassigned";

/** What cells without a label are called is no label's name: typed as one, it takes the label away. */
export function meansNone(text: string): boolean {
  return text.trim().toLowerCase() === UNASSIGNED;
}

/**
 * Existing labels that a text may mean, best first, and a new one. Enter takes an existing label only when the text is
 * its beginning: "B cell" must not quietly become "Naive B cell".
 */
export function completeLabel(labels: readonly Label[], text: string): { options: Option[]; preferred: number } {
  const typed = text.trim();
  const wanted = typed.toLowerCase();
  const rank = ({ name }: Label) => {
    const lower = name.toLowerCase();
    if (name === typed) return 0;
    if (lower === wanted) return 1;
    return lower.startsWith(wanted) ? 2 : lower.includes(wanted) ? 3 : 4;
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
  const exact = found[0] !== undefined && found[0].rank === 0;
  if (meansNone(typed)) return { options: [{ value: UNASSIGNED, before: <Swatch /> }, ...options], preferred: 0 };
  const begins = found[0] !== undefined && found[0].rank < 3;
  if (typed && !exact) {
    const after = begins && <span class="cxw-choice-hint">⇧↵</span>;
    const before = <span class="cxw-new-mark">+</span>;
    options.push({ value: typed, text: `New label “${typed}”`, before, after, pinned: true });
  }
  return { options, preferred: begins ? 0 : options.length - 1 };
}
