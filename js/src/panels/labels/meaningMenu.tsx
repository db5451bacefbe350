/** What a label means, as its menu and marks offer it: its term, how sure one is, what it is nested under. */
import { familyOf } from "../../store/data/nesting";
import type { Slice } from "../../store/store";
import { type MenuChoice, openMenu } from "../../ui/Menu";
import { Swatch } from "../../ui/Swatch";
import type { View } from "../../view/view";
import type { Category, Label } from "../../wire/messages";
import type { Confidence } from "../../wire/termMessages";
import { count } from "../../words";
import { indentOf } from "./Branch";
import { Bars } from "./LabelMarks";
import { NestUnderNew } from "./NestUnderNew";
import { TermCard } from "./TermCard";

interface Around extends Slice<"meaning"> {
  view: View;
  category: Category;
  /** Null when it can't be edited. */
  nest: ((under: string | null) => void) | null;
}
interface MeaningActions {
  term(anchor: HTMLElement): void;
  confidence(anchor: HTMLElement): void;
  choices(anchor: HTMLElement): MenuChoice[];
  places(anchor: HTMLElement): MenuChoice[];
}

const SURE: readonly Confidence[] = ["high", "medium", "low"];

export function meaningActions(label: Label, { meaning, view, category, nest }: Around): MeaningActions {
  const { layer } = view;
  const term = (anchor: HTMLElement) =>
    layer.open({
      kind: "popover",
      label: `Term of ${label.name}`,
      anchor,
      content: () => <TermCard category={category.id} code={label.code} />,
    });
  const confidence = (anchor: HTMLElement) => {
    const choice = (text: string, value: Confidence | null): MenuChoice => ({
      text,
      checked: (label.confidence ?? null) === value,
      ...(value && { before: <Bars confidence={value} /> }),
      onSelect: () => void view.run(meaning.setConfidence(category.name, label.name, value)),
    });
    openMenu(layer, anchor, `Confidence in ${label.name}`, [
      { heading: `Confidence in ${label.name}`, choices: SURE.map((one) => choice(one, one)) },
      { choices: [choice("none", null)] },
    ]);
  };
  const underNew = (anchor: HTMLElement) =>
    layer.open({
      kind: "popover",
      label: `New label over ${label.name}`,
      anchor,
      content: () => <NestUnderNew category={category.name} label={label.name} nest={(name) => nest?.(name)} />,
    });
  const under = (anchor: HTMLElement) => {
    const own = new Set(familyOf(category.labels, label.name).map(({ name }) => name));
    const choices = category.labels
      // doublets and junk are over nothing
      .filter(({ name, reserved }) => !own.has(name) && (!reserved || name === label.parent))
      .map(({ name, color, reserved, level }) => ({
        text: name,
        before: (
          <span style={{ paddingLeft: `${indentOf(level)}px` }}>
            <Swatch color={color} hatched={reserved} />
          </span>
        ),
        hint: count(familyOf(category.labels, name).reduce((sum, one) => sum + one.count, 0)),
        checked: name === label.parent,
        onSelect: () => {
          if (name !== label.parent) nest?.(name);
        },
      }));
    openMenu(layer, anchor, `Nest ${label.name} under`, [
      { heading: `Nest ${label.name} under`, choices },
      { choices: [{ text: "New label …", leads: true, onSelect: () => underNew(anchor) }] },
    ]);
  };
  return {
    term,
    confidence,
    choices: (anchor) => [
      { text: "Cell Ontology term …", leads: true, needs: "set_term", onSelect: () => term(anchor) },
      {
        text: "Confidence",
        hint: label.confidence ?? "",
        leads: true,
        needs: "set_confidence",
        onSelect: () => confidence(anchor),
      },
    ],
    places(anchor) {
      if (!nest) return [];
      const choices: MenuChoice[] = [];
      choices.push({ text: "Nest under …", leads: true, onSelect: () => under(anchor) });
      if (label.parent !== null) choices.push({ text: "Move to the top", onSelect: () => nest(null) });
      return choices;
    },
  };
}
