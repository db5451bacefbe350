/** A label: its key, colour, name and count, and what can be done with it. */
import { useState } from "preact/hooks";
import { Icon } from "../ui/icons";
import { type MenuChoice, openMenu } from "../ui/Menu";
import { ColorPicker, Swatch } from "../ui/Swatch";
import type { Category, Label } from "../wire";
import { count } from "../words";
import { useHere } from "./context";
import { RenameField } from "./RenameField";
import { selectChoices } from "./selectChoices";

interface LabelRowProps {
  category: Category;
  label: Label;
  digit: string;
}

export function LabelRow({ category, label, digit }: LabelRowProps) {
  const { store, view } = useHere();
  const [renaming, setRenaming] = useState(false);
  const { annotations } = store;

  const recolour = (anchor: HTMLElement) =>
    view.layer.open({
      kind: "popover",
      label: `Colour of ${label.name}`,
      anchor,
      content: () => (
        <ColorPicker
          color={label.color}
          onPick={(color) => {
            view.layer.close();
            void view.run(annotations.recolorLabel(category.name, label.name, color));
          }}
        />
      ),
    });
  const merge = (anchor: HTMLElement) =>
    openMenu(view.layer, anchor, `Merge ${label.name} into`, [
      {
        heading: `Merge ${label.name} into`,
        choices: category.labels
          .filter((other) => other.code !== label.code)
          .map((into) => ({
            text: into.name,
            before: <Swatch color={into.color} />,
            hint: count(into.count),
            onSelect: () => void view.run(annotations.mergeLabels(category.name, [label.name], into.name)),
          })),
      },
    ]);
  const menu = (anchor: HTMLElement) => {
    const change: MenuChoice[] = [
      { text: "Rename", hint: "double click", onSelect: () => setRenaming(true) },
      { text: "Change colour", leads: true, onSelect: () => recolour(anchor) },
    ];
    if (category.labels.length > 1) change.push({ text: "Merge into", leads: true, onSelect: () => merge(anchor) });
    openMenu(view.layer, anchor, `Label ${label.name}`, [
      { choices: selectChoices(store, view, category.name, label.name) },
      { choices: change },
      {
        choices: [
          {
            text: "Delete",
            danger: true,
            onSelect: () => void view.run(annotations.deleteLabel(category.name, label.name)),
          },
        ],
      },
    ]);
  };

  return (
    <li class="cxw-row">
      <Key digit={digit} />
      <button
        type="button"
        class="cxw-swatch-button"
        aria-label={`Colour of ${label.name}`}
        title="Change colour"
        onClick={(event) => recolour(event.currentTarget)}
      >
        <Swatch color={label.color} />
      </button>
      {renaming ? (
        <RenameField
          label={`Rename label ${label.name}`}
          value={label.name}
          rename={(next) => annotations.renameLabel(category.name, label.name, next)}
          taken={category.labels.filter((other) => other.code !== label.code).map((other) => other.name)}
          merge={(into) => annotations.mergeLabels(category.name, [label.name], into)}
          onDone={() => setRenaming(false)}
        />
      ) : (
        // biome-ignore lint/a11y/noStaticElementInteractions: a short cut; the row's menu renames by keyboard
        <span class="cxw-ellipsis cxw-name" title={label.name} onDblClick={() => setRenaming(true)}>
          {label.name}
        </span>
      )}
      <span class="cxw-count">{count(label.count)}</span>
      <button
        type="button"
        class="cxw-more"
        aria-label={`Menu of label ${label.name}`}
        aria-haspopup="menu"
        onClick={(event) => menu(event.currentTarget)}
      >
        <Icon name="more" />
      </button>
    </li>
  );
}

export function UnassignedRow({ category, digit }: { category: Category; digit: string }) {
  const { store, view } = useHere();
  return (
    <li class="cxw-row">
      <Key digit={digit} />
      <span class="cxw-swatch-button">
        <Swatch />
      </span>
      <span class="cxw-ellipsis cxw-name cxw-unassigned">unassigned</span>
      <span class="cxw-count">{count(category.unassigned)}</span>
      <button
        type="button"
        class="cxw-more"
        aria-label="Menu of unassigned"
        aria-haspopup="menu"
        onClick={(event) =>
          openMenu(view.layer, event.currentTarget, "Unassigned cells", [
            { choices: selectChoices(store, view, category.name, null) },
          ])
        }
      >
        <Icon name="more" />
      </button>
    </li>
  );
}

function Key({ digit }: { digit: string }) {
  return digit ? (
    <kbd class="cxw-key" title={digit === "0" ? "Key 0: no label" : `Key ${digit}: give this label`}>
      {digit}
    </kbd>
  ) : (
    <span />
  );
}
