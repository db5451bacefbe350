/** One category of the user: its header, its labels, and a field for another. */
import { useEffect, useRef, useState } from "preact/hooks";
import { reveal } from "../ui/focus";
import { Icon } from "../ui/icons";
import { openMenu } from "../ui/Menu";
import type { Category } from "../wire";
import { ColourDrop } from "./ColourMenu";
import { useHere } from "./context";
import { FoldedCount } from "./FoldedCount";
import { LabelRow, UnassignedRow } from "./LabelRow";
import { NewLabel } from "./NewLabel";
import { RenameField } from "./RenameField";
import { SEARCH_FROM, SearchField } from "./SearchField";

export function CategoryBlock({ category }: { category: Category }) {
  const { store, view } = useHere();
  const [renaming, setRenaming] = useState(false);
  const [wanted, setWanted] = useState("");
  const { annotations } = store;
  const section = `own:${category.id}`;
  const inUse = annotations.inUse.value?.id === category.id;
  const open = view.unfolded.value.has(section);

  const head = useRef<HTMLElement>(null);
  useEffect(() => {
    if (inUse && head.current) reveal(head.current);
  }, [inUse]);
  // A label just made is shown, however many there are; it is the last one, before "unassigned".
  const rows = useRef<HTMLUListElement>(null);
  const nLabels = category.labels.length;
  const known = useRef(nLabels);
  useEffect(() => {
    const made = rows.current?.children[nLabels - 1];
    if (nLabels === known.current + 1 && made) reveal(made as HTMLElement);
    known.current = nLabels;
  }, [nLabels]);
  // The digits go where one looks: a category that is looked at is in use.
  const toggle = () => {
    if (inUse) view.fold(section, !open);
    else annotations.use(category.name);
  };
  const menu = (anchor: HTMLElement) => {
    const { name } = category;
    openMenu(view.layer, anchor, `Category ${name}`, [
      {
        choices: [
          { text: "Use for labelling", onSelect: () => annotations.use(name) },
          { text: "Colour by", onSelect: () => store.traits.set("color", name) },
          { text: "Rename", hint: "double click", onSelect: () => setRenaming(true) },
          {
            text: "Duplicate",
            onSelect: () => {
              view.creating.value = { like: name };
            },
          },
        ],
      },
      { choices: [{ text: "Delete", danger: true, onSelect: () => void view.run(annotations.deleteCategory(name)) }] },
    ]);
  };

  const search = category.labels.length > SEARCH_FROM;
  const shown = category.labels
    .map((label, i) => ({ label, digit: inUse && i < 9 ? String(i + 1) : "" }))
    .filter(({ label }) => !search || label.name.toLowerCase().includes(wanted.trim().toLowerCase()));
  return (
    <section class="cxw-category" data-in-use={inUse} aria-label={`Category ${category.name}`}>
      <header class="cxw-category-head" ref={head}>
        {renaming ? (
          <RenameField
            label={`Rename category ${category.name}`}
            value={category.name}
            rename={(next) => annotations.renameCategory(category.name, next)}
            onDone={() => setRenaming(false)}
          />
        ) : (
          <button
            type="button"
            class="cxw-fold"
            aria-expanded={open}
            title={inUse ? `${category.name} (gets the labels)` : category.name}
            onClick={toggle}
            onDblClick={() => setRenaming(true)}
          >
            <Icon name={open ? "down" : "right"} />
            <span class="cxw-ellipsis">{category.name}</span>
            {!open && <FoldedCount n={category.labels.length} />}
          </button>
        )}
        <button
          type="button"
          class="cxw-more"
          aria-label={`Menu of category ${category.name}`}
          aria-haspopup="menu"
          onClick={(event) => menu(event.currentTarget)}
        >
          <Icon name="more" />
        </button>
        <ColourDrop name={category.name} />
      </header>
      {open && (
        <>
          {search && <SearchField label={`Search labels of ${category.name}`} value={wanted} onInput={setWanted} />}
          <ul class="cxw-rows" ref={rows}>
            {shown.map(({ label, digit }) => (
              <LabelRow key={label.code} category={category} label={label} digit={digit} />
            ))}
            <UnassignedRow category={category} digit={inUse ? "0" : ""} />
          </ul>
          <NewLabel category={category.name} />
        </>
      )}
    </section>
  );
}
