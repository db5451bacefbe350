/** The menu of those whose labels one's own can be compared with. */
import type { Agreement, Other } from "../../store/evidence/agreement";
import { type MenuSection, openMenu } from "../../ui/Menu";
import type { View } from "../../view/view";
import { when } from "../../words";
import { FileCard } from "./FileCard";
import { ofColleague, ofColumn } from "./people";

/** Each that is chosen is checked; choosing it again leaves it out. `columns`: all with names but the own category. */
export function openPeople(agreement: Agreement, view: View, anchor: HTMLElement, columns: readonly string[]): void {
  const chosen = new Set(agreement.others.peek().map(({ key }) => key));
  const choice = (other: Other, hint?: string) => ({
    text: other.text,
    checked: chosen.has(other.key),
    ...(hint !== undefined && { hint }),
    onSelect: () => agreement.toggle(other),
  });
  const sections: MenuSection[] = [];
  for (const colleague of agreement.colleagues.peek() ?? []) {
    const hint = colleague.savedAt === null ? undefined : when(colleague.savedAt);
    const own = colleague.categories.map((category) => choice(ofColleague(colleague, category), hint));
    if (own.length > 0) sections.push({ heading: `Draft of ${colleague.name}`, choices: own });
  }
  if (columns.length > 0)
    sections.push({ heading: "In this object", choices: columns.map((name) => choice(ofColumn(name))), most: 12 });
  // files that were opened stay at hand, to be left out again
  const files = agreement.others.peek().filter(({ key }) => key.startsWith("file:"));
  sections.push({
    heading: "Elsewhere",
    choices: [
      ...files.map((other) => choice(other)),
      {
        text: "A file …",
        leads: true,
        onSelect: () =>
          view.layer.open({ kind: "popover", label: "A file to compare with", anchor, content: () => <FileCard /> }),
      },
    ],
  });
  openMenu(view.layer, anchor, "Compare with", sections);
}
