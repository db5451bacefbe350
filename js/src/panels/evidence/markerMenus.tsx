/** What the selection is compared with, how, and where what is found is kept. */
import type { Against, Method } from "../../store/evidence/comparison";
import type { Labels } from "../../store/labels/labels";
import type { Slice } from "../../store/store";
import { type MenuChoice, type MenuSection, openMenu } from "../../ui/Menu";
import { Swatch } from "../../ui/Swatch";
import type { View } from "../../view/view";
import type { Label } from "../../wire/messages";
import { count } from "../../words";
import { tellOfSet } from "../common/tellOfSet";

export function inWords(against: Against): string {
  if (against.kind === "label") return against.label;
  if (against.kind === "others") return `other ${against.column}`;
  return against.kind === "set" ? `the set ${against.name}` : "the rest";
}

/** Labels of one column that are listed before one searches. */
const MOST_LISTED = 12;

/** What a comparison is chosen from. */
type Comparing = Slice<"markers" | "labels" | "composition" | "data" | "sets">;

export function againstMenu(parts: Comparing, view: View, anchor: HTMLElement): void {
  const { markers, labels, composition, sets } = parts;
  const now = JSON.stringify(markers.against.peek());
  const choice = (against: Against, text = inWords(against), more: Partial<MenuChoice> = {}): MenuChoice => ({
    text,
    checked: JSON.stringify(against) === now,
    onSelect: () => markers.compareWith(against),
    ...more,
  });
  const name = sets.suggestion();
  const remember = { text: `Remember these as ${name}`, onSelect: () => void tellOfSet(sets.remember(name), view) };
  const known = sets.all.peek().map((set) => choice({ kind: "set", name: set.name }, set.name, { hint: count(set.n) }));
  const sections: MenuSection[] = [
    { choices: [choice({ kind: "rest" }, "The rest")] },
    { heading: "Sets of cells", choices: [...known, remember] },
  ];
  const own = labels.inUse.peek();
  // the likeliest first
  for (const column of new Set([own?.name, composition.column.peek(), ...composition.columns.peek()])) {
    if (!column || labelsOf(parts, column).length === 0) continue;
    const isOwn = labels.categories.peek().some(({ name }) => name === column);
    sections.push({
      heading: column,
      most: MOST_LISTED,
      choices: [
        choice({ kind: "others", column }, isOwn ? "All other labels" : "All others with a value"),
        ...labelsOf(parts, column).map(({ name, color }) =>
          choice({ kind: "label", column, label: name }, name, { before: <Swatch color={color} /> }),
        ),
      ],
    });
  }
  openMenu(view.layer, anchor, "Compare with", sections);
}

function labelsOf(
  { labels, data }: Slice<"labels" | "data">,
  column: string,
): readonly { name: string; color: string }[] {
  const own = labels.categories.peek().find(({ name }) => name === column);
  const other = data.dataset.peek()?.columns.find(({ name }) => name === column);
  return own?.labels ?? (other?.kind === "category" ? other.levels : []);
}

export function testMenu({ markers, data }: Slice<"markers" | "data">, view: View, anchor: HTMLElement): void {
  const shown = markers.state.peek();
  const found = shown.kind === "table" ? shown.table.samples : markers.samples.peek();
  const test = (method: Method, text: string, hint: string): MenuChoice => ({
    text,
    hint,
    checked: markers.method.peek() === method,
    onSelect: () => markers.testBy(method),
  });
  const columns = data.dataset.peek()?.columns.filter(({ kind }) => kind === "category") ?? [];
  const samples = columns.map(({ name }) => ({
    text: name,
    checked: name === found,
    onSelect: () => markers.sampleBy(name),
  }));
  const without = { text: "No samples", checked: !found, onSelect: () => markers.sampleBy("") };
  openMenu(view.layer, anchor, "Test", [
    { heading: "Test", choices: [test("t-test", "t-test", "instant"), test("wilcoxon", "Wilcoxon", "slower")] },
    ...(columns.length > 0 ? [{ heading: "Column of samples", choices: [without, ...samples] }] : []),
  ]);
}

/** The label that most of the selected cells have, if most have one. */
export function likelyLabel({
  labels,
  composition,
  selection,
}: Slice<"labels" | "composition" | "selection">): Label | null {
  // not of the cells selected before
  if (selection.counted.value.mask !== selection.meant.value) return null;
  const own = labels.inUse.value;
  const first = own && composition.of(own.name)?.[0];
  if (!first || first.name === null || first.share <= 0.5) return null;
  return own.labels.find(({ name }) => name === first.name) ?? null;
}

/** Which label gets the evidence. */
export function labelMenu(labels: Labels, view: View, anchor: HTMLElement, keep: (label: string) => void): void {
  const own = labels.inUse.peek();
  const last = labels.lastLabel.peek();
  const likely = [...(own?.labels ?? [])].sort((a, b) => +(b.name === last) - +(a.name === last));
  openMenu(view.layer, anchor, "Keep as evidence for", [
    {
      heading: "Keep as evidence for",
      choices: likely.map(({ name, color, count: n }) => ({
        text: name,
        before: <Swatch color={color} />,
        hint: count(n),
        onSelect: () => keep(name),
      })),
    },
  ]);
}
