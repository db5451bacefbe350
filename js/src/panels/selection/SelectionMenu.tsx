/** What is done less often with the selection: all of it, a step back, the code that makes it. */
import { copyText } from "../../ui/copyText";
import { Icon } from "../../ui/icons";
import { openMenu } from "../../ui/Menu";
import type { Way } from "../../wire/neighborMessages";
import { cells } from "../../words";
import { clusterChoice } from "../clusters/openClusters";
import { stepAlongGraph } from "../common/alongGraph";
import { useData, useHistory, useNeighbors, useSelection, useView } from "../common/context";
import { keepRegionChoice } from "../regions/keepRegionChoice";
import { rememberChoice } from "../sets/rememberChoice";

export function SelectionMenu() {
  const data = useData();
  const selection = useSelection();
  const history = useHistory();
  const neighbors = useNeighbors();
  const view = useView();
  const open = (anchor: HTMLElement) => {
    const total = data.dataset.peek()?.nCells ?? 0;
    const part = view.looking.part.peek();
    const whole = total === 1 ? "Select the cell" : `Select all ${cells(total)}`;
    const all = part ? `Select all ${cells(part.n)} shown` : whole;
    const look = part
      ? { text: "Show all cells", hint: "O", onSelect: view.looking.all }
      : { text: "Show only these", hint: "O", onSelect: view.looking.onlySelected };
    const along = (way: Way) => stepAlongGraph({ neighbors, selection }, view, anchor, way);
    const steps = [
      { text: all, onSelect: () => void view.attempt(selection.all()) },
      ...(selection.active.peek()
        ? [
            { text: "Invert the selection", hint: "I", onSelect: () => void view.attempt(selection.invert()) },
            { text: "Grow along the graph", hint: "⇧ +", needs: "along_graph", onSelect: () => along("grow") },
            { text: "Shrink along the graph", hint: "⇧ −", needs: "along_graph", onSelect: () => along("shrink") },
          ]
        : []),
      ...(selection.canUndo.peek()
        ? [{ text: "Selection before", hint: "Alt Z", onSelect: () => void view.attempt(selection.undo()) }]
        : []),
      ...(selection.canRedo.peek()
        ? [{ text: "Selection after", hint: "⇧ Alt Z", onSelect: () => void view.attempt(selection.redo()) }]
        : []),
    ];
    const cluster = (at: HTMLElement) =>
      clusterChoice(view, at, "", selection.n.peek(), () => {
        const mask = selection.mask.peek();
        return mask && { mask };
      });
    const copy = async () => {
      await copyText(await history.code());
      view.say({ text: "Copied the code of the last action", undoes: null });
    };
    openMenu(view.layer, anchor, "Selection", [
      { choices: steps },
      ...(part || selection.active.peek() ? [{ choices: [look] }] : []),
      ...(selection.n.peek() > 0
        ? [
            {
              choices: [
                ...keepRegionChoice({ data, selection }, view, anchor),
                rememberChoice(view, anchor),
                cluster(anchor),
              ],
            },
          ]
        : []),
      { choices: [{ text: "Copy last action as code", needs: "code", onSelect: () => void view.attempt(copy()) }] },
    ]);
  };
  return (
    <button
      type="button"
      class="cxw-icon-button"
      aria-label="More about the selection"
      title="More"
      aria-haspopup="menu"
      onClick={(event) => open(event.currentTarget)}
    >
      <Icon name="more" />
    </button>
  );
}
