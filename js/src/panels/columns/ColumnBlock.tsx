/** A column of levels that came with the data: its header, and its levels with box, color and count. */
import { useState } from "preact/hooks";
import { CheckBox } from "../../ui/CheckBox";
import { Icon } from "../../ui/icons";
import { openMenu } from "../../ui/Menu";
import { VirtualList } from "../../ui/VirtualList";
import type { Level } from "../../wire/messages";
import type { CategoryColumn } from "../../wire/types";
import { clusterChoice } from "../clusters/openClusters";
import { showDoubt } from "../common/alongGraph";
import { ColorDrop } from "../common/ColorDrop";
import { useAgreement, useFilters, useNeighbors, useSelection, useTraits, useView } from "../common/context";
import { FoldedCount } from "../common/FoldedCount";
import { type Boxes, boxesOf } from "../common/filterChoices";
import { MenuButton } from "../common/MenuButton";
import { OutdatedMark, useOutdated } from "../common/Outdated";
import { Row, rowKey } from "../common/Row";
import { SEARCH_FROM, SearchField } from "../common/SearchField";
import { selectChoices } from "../common/selectChoices";
import { useCodes } from "../common/useCodes";

export function ColumnBlock({ column }: { column: CategoryColumn }) {
  const filters = useFilters();
  const neighbors = useNeighbors();
  const traits = useTraits();
  const view = useView();
  const agreement = useAgreement();
  const { name } = column;
  const outdated = useOutdated(name) !== null;
  const section = `data:${name}`;
  const open = view.unfolded.value.has(section);
  const levels = column.levels.map((level) => level.name);
  const boxes = boxesOf(filters, view, name, column.nMissing > 0 ? [...levels, null] : levels);
  useCodes(name, open);
  const menu = (anchor: HTMLElement) =>
    openMenu(view.layer, anchor, `Column ${name}`, [
      {
        choices: [
          { text: "Colour by", onSelect: () => traits.set("color", name) },
          ...(outdated
            ? [
                {
                  text: "Compare again",
                  needs: "compare_with",
                  hint: "labels changed",
                  onSelect: () => {
                    agreement.chooseMode("people");
                    view.room.openTab("compare");
                  },
                },
              ]
            : []),
          {
            text: "Doubt",
            hint: "by neighbours",
            needs: "doubt",
            onSelect: () => showDoubt({ neighbors }, view, anchor, name),
          },
          {
            text: "Copy to labels",
            needs: "create_category like",
            onSelect: () => {
              view.creating.value = { like: name };
            },
          },
          {
            text: "Use as predictions …",
            needs: "import_labels",
            onSelect: () => {
              view.importing.value = { column: name, anchor };
            },
          },
        ],
      },
    ]);
  return (
    <section class="cxw-category cxw-read-only" aria-label={`Column ${name}`}>
      <header class="cxw-category-head">
        <button
          type="button"
          class="cxw-fold"
          aria-expanded={open}
          title={name}
          onClick={() => view.fold(section, !open)}
        >
          <Icon name={open ? "down" : "right"} />
          <span class="cxw-ellipsis" dir="auto">
            {name}
          </span>
          {!open && <FoldedCount n={column.levels.length} />}
        </button>
        {outdated && <OutdatedMark how={`"Compare again" in the menu of the column`} />}
        <CheckBox
          label={`Show all of ${name}`}
          title="Show all or none"
          state={boxes.state}
          onToggle={boxes.toggleAll}
        />
        <MenuButton label={`Menu of column ${name}`} onOpen={menu} />
        <ColorDrop name={name} />
      </header>
      {open && <Levels column={column} boxes={boxes} />}
    </section>
  );
}

/** A level and its code; null: the cells without a value. */
interface Item {
  level: Level | null;
  code: number;
}

function Levels({ column, boxes }: { column: CategoryColumn; boxes: Boxes }) {
  const selection = useSelection();
  const view = useView();
  const [wanted, setWanted] = useState("");
  const search = column.levels.length > SEARCH_FROM;
  const sought = search ? wanted.trim().toLowerCase() : "";
  const items: Item[] = column.levels
    .map((level, i) => ({ level, code: i + 1 }))
    .filter(({ level }) => !sought || level.name.toLowerCase().includes(sought));
  if (column.nMissing > 0) items.push({ level: null, code: 0 });

  const menu =
    ({ level }: Item) =>
    (anchor: HTMLElement) =>
      openMenu(view.layer, anchor, level?.name ?? "No value", [
        ...(level ? selectChoices(selection, view, column.name, [level.name]) : []),
        boxes.choices([level?.name ?? null]),
        ...(level && level.count > 0
          ? [
              {
                choices: [
                  clusterChoice(view, anchor, level.name, level.count, () => ({
                    column: column.name,
                    name: level.name,
                  })),
                ],
              },
            ]
          : []),
      ]);
  const onKey = ({ level }: Item, event: KeyboardEvent, row: HTMLElement) => {
    const select = level && (() => void view.attempt(selection.where(column.name, [level.name], "replace")));
    return rowKey(event, row, select);
  };
  return (
    <>
      {search && <SearchField label={`Search ${column.name}`} value={wanted} onInput={setWanted} />}
      <VirtualList<Item>
        label={`Values of ${column.name}`}
        items={items}
        keyOf={({ code }) => code}
        onKey={onKey}
        row={(item, tabIndex) => (
          <Row
            name={item.level?.name ?? null}
            text={item.level?.name ?? "no value"}
            {...(item.level && { color: item.level.color })}
            code={item.code}
            total={item.level?.count ?? column.nMissing}
            boxes={boxes}
            tabIndex={tabIndex}
            menuLabel={`Menu of ${item.level?.name ?? "no value"}`}
            onMenu={menu(item)}
          />
        )}
      />
    </>
  );
}
