/** What goes with labels that are merged into another one: of that one all stays as it is said. */
import type { Label } from "../../wire/messages";

const AND = new Intl.ListFormat("en-GB", { type: "conjunction" });

/** ", without the term and the note of NK 1"; nothing where nothing goes. */
export function lostWith(labels: readonly Label[], gone: readonly string[], into: string): string {
  const target = labels.find(({ name }) => name === into);
  const going = labels.filter(({ name }) => name !== into && gone.includes(name));
  if (!target) return "";
  const kinds: [string, (label: Label) => string][] = [
    ["the term", ({ term }) => term?.id ?? ""],
    ["the note", ({ note }) => note],
    ["the genes", ({ evidence }) => evidence.join("\n")],
    ["the confidence", ({ confidence }) => confidence ?? ""],
  ];
  const lost = kinds.filter(([, of]) => going.some((label) => of(label) !== "" && of(label) !== of(target)));
  return lost.length === 0
    ? ""
    : `, without ${AND.format(lost.map(([kind]) => kind))} of ${AND.format(going.map(({ name }) => name))}`;
}
