/** A column of levels that came with the data: its header, and its levels with colour and count. */
import { useState } from "preact/hooks";
import { Icon } from "../ui/icons";
import { openMenu } from "../ui/Menu";
import { Swatch } from "../ui/Swatch";
import type { CategoryColumn, Level } from "../wire";
import { count } from "../words";
import { ColourDrop } from "./ColourMenu";
import { useHere } from "./context";
import { FoldedCount } from "./FoldedCount";
import { SEARCH_FROM, SearchField } from "./SearchField";
import { selectChoices } from "./selectChoices";

export function ColumnBlock({ column }: { column: CategoryColumn }) {
  const { store, view } = useHere();
  const [wanted, setWanted] = useState("");
  const section = `data:${column.name}`;
  const open = view.unfolded.value.has(section);
  const search = column.levels.length > SEARCH_FROM;
  const shown = search
    ? column.levels.filter(({ name }) => name.toLowerCase().includes(wanted.trim().toLowerCase()))
    : column.levels;
  const menu = (anchor: HTMLElement) =>
    openMenu(view.layer, anchor, `Column ${column.name}`, [
      {
        choices: [
          { text: "Colour by", onSelect: () => store.traits.set("color", column.name) },
          {
            text: "Copy to labels",
            onSelect: () => {
              view.creating.value = { like: column.name };
            },
          },
        ],
      },
    ]);
  return (
    <section class="cxw-category cxw-read-only" aria-label={`Column ${column.name}`}>
      <header class="cxw-category-head">
        <button
          type="button"
          class="cxw-fold"
          aria-expanded={open}
          title={column.name}
          onClick={() => view.fold(section, !open)}
        >
          <Icon name={open ? "down" : "right"} />
          <span class="cxw-ellipsis">{column.name}</span>
          {!open && <FoldedCount n={column.levels.length} />}
        </button>
        <button
          type="button"
          class="cxw-more"
          aria-label={`Menu of column ${column.name}`}
          aria-haspopup="menu"
          onClick={(event) => menu(event.currentTarget)}
        >
          <Icon name="more" />
        </button>
        <ColourDrop name={column.name} />
      </header>
      {open && (
        <>
          {search && <SearchField label={`Search ${column.name}`} value={wanted} onInput={setWanted} />}
          <ul class="cxw-rows">
            {shown.map((level) => (
              <LevelRow key={level.name} column={column.name} level={level} />
            ))}
            {column.nMissing > 0 && (
              <li class="cxw-row">
                <span />
                <span class="cxw-swatch-button">
                  <Swatch />
                </span>
                <span class="cxw-name cxw-unassigned">no value</span>
                <span class="cxw-count">{count(column.nMissing)}</span>
              </li>
            )}
          </ul>
        </>
      )}
    </section>
  );
}

function LevelRow({ column, level }: { column: string; level: Level }) {
  const { store, view } = useHere();
  return (
    <li class="cxw-row">
      <span />
      <span class="cxw-swatch-button">
        <Swatch color={level.color} />
      </span>
      <span class="cxw-ellipsis cxw-name" title={level.name}>
        {level.name}
      </span>
      <span class="cxw-count">{count(level.count)}</span>
      <button
        type="button"
        class="cxw-more"
        aria-label={`Menu of ${level.name}`}
        aria-haspopup="menu"
        onClick={(event) =>
          openMenu(view.layer, event.currentTarget, level.name, [
            { choices: selectChoices(store, view, column, level.name) },
          ])
        }
      >
        <Icon name="more" />
      </button>
    </li>
  );
}
