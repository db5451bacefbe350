/** When proposals for the labels of a category are asked for again, and which of them hold until the answer. */
import type { Label } from "../../wire/messages";
import type { ParentProposed } from "../../wire/termMessages";

/** The names that terms are asked for: those before, unless there is one without a term that was not among them. */
export function askedAbout(before: readonly string[], without: readonly string[]): readonly string[] {
  const known = new Set(before);
  return without.every((name) => known.has(name)) ? before : without;
}

/** What nestings that are proposed hang on, as a text. */
export function meaningsOf(labels: readonly Label[]): string {
  return JSON.stringify(labels.map(({ code, name, term, parent }) => [code, name, term?.id, parent]));
}

/** Of what was proposed for labels as they were then: where nobody has nested the label, or given other terms, since. */
export function stillOpen(
  proposed: readonly ParentProposed[],
  then: readonly Label[],
  now: readonly Label[],
): readonly ParentProposed[] {
  const [former, present] = [byName(then), byName(now)];
  const isAsItWas = (name: string) => present.has(name) && present.get(name)?.term?.id === former.get(name)?.term?.id;
  return proposed.filter(
    ({ label, parent }) => present.get(label)?.parent === null && isAsItWas(label) && isAsItWas(parent),
  );
}

function byName(labels: readonly Label[]): ReadonlyMap<string, Label> {
  return new Map(labels.map((label) => [label.name, label]));
}
