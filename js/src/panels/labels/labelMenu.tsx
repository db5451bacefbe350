/** What can be done with a label, as its menu and its keys offer it. */
import type { Slice } from "../../store/store";
import { type MenuChoice, openMenu } from "../../ui/Menu";
import { ColorPicker, Swatch } from "../../ui/Swatch";
import type { View } from "../../view/view";
import type { Category, Label } from "../../wire/messages";
import { count } from "../../words";
import { clusterChoice } from "../clusters/openClusters";
import type { Boxes } from "../common/filterChoices";
import { selectChoices } from "../common/selectChoices";
import { meaningActions } from "./meaningMenu";
import { NoteForm } from "./NoteForm";

export interface LabelActions {
  recolor(anchor: HTMLElement): void;
  note(anchor: HTMLElement): void;
  evidence(anchor: HTMLElement): void;
  term(anchor: HTMLElement): void;
  confidence(anchor: HTMLElement): void;
  menu(anchor: HTMLElement): void;
  remove(): void;
}
interface Around extends Slice<"labels" | "traits" | "selection" | "markers" | "meaning"> {
  view: View;
  category: Category;
  /** All labels nested under it. */
  under: readonly Label[];
  boxes: Boxes;
  rename: () => void;
  /** By -1 or 1 among its siblings; null when the list shows another order or can't be edited. */
  step: ((by: -1 | 1) => (() => void) | null) | null;
  /** Null when it can't be edited. */
  nest: ((under: string | null) => void) | null;
}

export function labelActions(label: Label, around: Around): LabelActions {
  const { labels, traits, selection, markers, view, category, under, boxes, rename, step } = around;
  const { layer } = view;
  const others = category.labels.filter((other) => other.code !== label.code);
  const popover = (anchor: HTMLElement, title: string, content: () => preact.VNode) =>
    layer.open({ kind: "popover", label: title, anchor, content });

  const recolor = (anchor: HTMLElement) =>
    popover(anchor, `Colour of ${label.name}`, () => (
      <ColorPicker
        color={label.color}
        onPick={(color) => {
          layer.close();
          void view.run(labels.recolorLabel(category.name, label.name, color));
        }}
        onCancel={() => layer.close()}
      />
    ));
  const note = (anchor: HTMLElement, written?: string, wrong?: string) =>
    popover(anchor, `Note of ${label.name}`, () => (
      <NoteForm
        label={label.name}
        note={label.note ?? ""}
        written={written}
        wrong={wrong}
        keep={(text) =>
          void labels.setNote(category.name, label.name, text).then(
            ({ message, revision }) => view.say({ text: message, undoes: revision }),
            // what was written must not go with its card
            ({ message }: Error) => (anchor.isConnected ? note(anchor, text, message) : view.problems.report(message)),
          )
        }
      />
    ));
  const evidence = (anchor: HTMLElement) =>
    openMenu(layer, anchor, `Evidence for ${label.name}`, [
      {
        heading: `Evidence for ${label.name}: colour by`,
        choices: [...new Set(label.evidence)].map((gene) => ({
          text: gene,
          onSelect: () => traits.set("color", gene),
        })),
      },
      {
        choices: [
          {
            text: "Take the evidence away",
            danger: true,
            needs: "drop_evidence",
            onSelect: () => void view.run(markers.drop(category.name, label.name)),
          },
        ],
      },
    ]);
  const merge = (anchor: HTMLElement) =>
    openMenu(layer, anchor, `Merge ${label.name} into`, [
      {
        heading: `Merge ${label.name} into`,
        choices: others.map((into) => ({
          text: into.name,
          before: <Swatch color={into.color} hatched={into.reserved} />,
          hint: count(into.count),
          onSelect: () => void view.run(labels.mergeLabels(category.name, [label.name], into.name)),
        })),
      },
    ]);
  const remove = () => void view.run(labels.deleteLabel(category.name, label.name));

  function rest(): MenuChoice[] {
    const n = boxes.shows(null) ? (boxes.counts ? (boxes.counts.get(0) ?? 0) : category.unassigned) : 0;
    if (n === 0) return [];
    const text = `Give to the rest (${count(n)})`;
    return [{ text, onSelect: () => void view.run(labels.labelRest(category.name, label.name)) }];
  }
  function moves(): MenuChoice[] {
    const choice = (text: string, hint: string, go: (() => void) | null | undefined): MenuChoice[] =>
      go ? [{ text, hint, onSelect: go }] : [];
    return [...choice("Move up", "Alt ↑", step?.(-1)), ...choice("Move down", "Alt ↓", step?.(1))];
  }
  function cluster(anchor: HTMLElement): MenuChoice[] {
    const n = [label, ...under].reduce((sum, one) => sum + one.count, 0);
    const of = { column: category.name, name: label.name };
    return n === 0 ? [] : [clusterChoice(view, anchor, label.name, n, () => of)];
  }
  const meaning = meaningActions(label, around);
  const family = [label.name, ...under.map(({ name }) => name)];
  return {
    recolor,
    note,
    evidence,
    remove,
    term: meaning.term,
    confidence: meaning.confidence,
    menu(anchor) {
      const change: MenuChoice[] = [
        { text: "Rename", hint: "F2", needs: "rename_label", onSelect: rename },
        { text: "Change colour", leads: true, needs: "recolor_label", onSelect: () => recolor(anchor) },
        { text: "Note…", leads: true, onSelect: () => note(anchor) },
        ...meaning.choices(anchor),
      ];
      if (others.length > 0)
        change.push({ text: "Merge into", leads: true, needs: "merge_labels", onSelect: () => merge(anchor) });
      openMenu(layer, anchor, `Label ${label.name}`, [
        ...selectChoices(selection, view, category.name, family),
        { choices: cluster(anchor) },
        boxes.choices(family),
        { heading: "Label", choices: [...change, ...meaning.places(anchor), ...rest(), ...moves()] },
        { choices: [{ text: "Delete", hint: "Del", danger: true, needs: "delete_label", onSelect: remove }] },
      ]);
    },
  };
}
