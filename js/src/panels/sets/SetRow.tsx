/** One set of cells: its name, how many cells, its menu. */
import { useState } from "preact/hooks";
import type { SelectMode } from "../../geometry/selectMode";
import { modeOf } from "../../plot/input/gestures";
import { Icon } from "../../ui/icons";
import { type MenuChoice, openMenu } from "../../ui/Menu";
import type { CellSet } from "../../wire/types";
import { cells, count } from "../../words";
import { useData, useMarkers, useSelection, useSets, useView } from "../common/context";
import { MenuButton } from "../common/MenuButton";
import { RenameField } from "../common/RenameField";
import { tellOfSet } from "../common/tellOfSet";

export function SetRow({ set, editable }: { set: CellSet; editable: boolean }) {
  const data = useData();
  const selection = useSelection();
  const sets = useSets();
  const markers = useMarkers();
  const view = useView();
  const [renaming, setRenaming] = useState(false);
  const { name, n, nGone } = set;
  const select = (mode: SelectMode) => void view.attempt(selection.remembered(name, mode));
  const isShown = selection.picks.value.steps.some((step) => step.remembered === name);
  const drop = () => void tellOfSet(sets.forget(name), view);

  function compare(): void {
    markers.compareWith({ kind: "set", name });
    view.room.openTab("markers");
  }
  async function rename(next: string) {
    const { against } = markers;
    const now = against.peek();
    const { message } = await sets.rename(name, next);
    if (now.kind === "set" && now.name === name) markers.compareWith({ kind: "set", name: next.trim() });
    return { message, revision: null };
  }
  const menu = (anchor: HTMLElement) => {
    const some = selection.picks.peek().steps.length > 0;
    const choice = (text: string, mode: SelectMode, hint: string): MenuChoice => ({
      text,
      hint,
      onSelect: () => select(mode),
    });
    const ways = [
      choice("Add to the selection", "add", "⇧ click"),
      choice("Take out of the selection", "subtract", "Alt click"),
      choice("Keep only these selected", "intersect", "⇧ Alt click"),
    ];
    const comparing = selection.n.peek() > 0 && (data.dataset.peek()?.nGenes ?? 0) > 0;
    openMenu(view.layer, anchor, `Set ${name}`, [
      { choices: [choice("Select these", "replace", "click"), ...(some ? ways : [])] },
      ...(comparing ? [{ choices: [{ text: "Markers of the selection against it", onSelect: compare }] }] : []),
      ...(editable
        ? [
            { choices: [{ text: "Rename", hint: "F2", onSelect: () => setRenaming(true) }] },
            { choices: [{ text: "Drop", hint: "Del", danger: true, onSelect: drop }] },
          ]
        : []),
    ]);
  };
  const gone = nGone > 0 ? `; ${count(nGone)} more are not in this data` : "";
  if (renaming) {
    return (
      <li class="cxw-set-row" data-renaming>
        <RenameField label={`Rename the set ${name}`} value={name} rename={rename} onDone={() => setRenaming(false)} />
      </li>
    );
  }
  return (
    <li
      class="cxw-set-row"
      data-shown={isShown}
      onKeyDown={(event) => {
        if (!editable || (event.key !== "F2" && event.key !== "Delete")) return;
        event.preventDefault();
        event.stopPropagation();
        if (event.key === "F2") setRenaming(true);
        else drop();
      }}
    >
      <button
        type="button"
        class="cxw-set-name"
        title={`${name}\n${cells(n)}${gone}\nClick: select (⇧ add, Alt take out, both: keep only these)`}
        onClick={(event) => select(modeOf(event))}
      >
        <Icon name="lasso" />
        <span class="cxw-ellipsis" dir="auto">
          {name}
        </span>
        <span class="cxw-set-count" data-gone={nGone > 0}>
          {count(n)}
        </span>
      </button>
      <MenuButton label={`Menu of the set ${name}`} onOpen={menu} />
    </li>
  );
}
