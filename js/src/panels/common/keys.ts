/** The keyboard: what each key does while the plot or the box has the focus. */

import type { Labels } from "../../store/labels/labels";
import type { Slice } from "../../store/store";
import type { Pane } from "../../view/plotSettings";
import type { View } from "../../view/view";
import { stepAlongGraph, wayOf } from "./alongGraph";
import { stepBack } from "./stepBack";

/** Each with what it needs, where that may not be there. */
export const KEYS: readonly (readonly [keys: string, does: string, needs?: string])[] = [
  ["L", "Lasso"],
  ["P", "Polygon: click corners"],
  ["B", "Box"],
  ["V", "Pan"],
  ["Shift + drag", "Add to the selection"],
  ["Alt + drag", "Take out of the selection"],
  ["Shift + Alt + drag", "Keep only what is in both"],
  ["Space + drag", "Pan with any tool"],
  ["Wheel", "Zoom, after a click on the plot"],
  ["Arrows, + and −", "Move and zoom the plot"],
  ["R, double click", "Show all cells"],
  ["Z", "Zoom to the selection"],
  ["Enter, double click", "Close a polygon"],
  ["Backspace", "Take a polygon's last corner back"],
  ["1 – 9", "In the plot: give the selection that label; with Alt wherever you are"],
  ["0", "In the plot: take the label away; with Alt wherever you are"],
  ["Enter", "Label again with the last one"],
  ["Tab, →", "In the label field: complete what is written; ↑ ↓ choose another label, Enter takes what is written"],
  [
    "Esc",
    "Cancel what is being drawn, else leave the full dock or close a drawer, else clear what is picked, then the filters, then show all cells",
  ],
  ["Alt + Z", "The selection before"],
  ["Shift + Alt + Z", "The selection after"],
  ["Ctrl/⌘ + A", "Select all cells"],
  ["Shift + +", "Grow the selection along the graph of neighbours", "along_graph"],
  ["Shift + −", "Shrink it: let go of cells with a neighbour outside", "along_graph"],
  ["I", "Invert the selection"],
  ["O", "Show only the selected cells; all again"],
  ["C", "Next category"],
  ["M", "The markers of the selection below the plot, and away again"],
  ["D", "The dot plot below the plot, and away again", "dots"],
  ["/", "Find a gene: Enter colours by it, Shift + Enter only shows it"],
  ["↑ ↓", "In a list: from row to row"],
  ["Space, Enter", "On a row: show or hide its cells, select them"],
  ["F2, Delete", "On a label: rename it, delete it", "rename_label"],
  ["Alt + ↑ ↓", "On a label: move it up or down", "reorder_labels"],
  ["← →", "On a label with others under it: fold them, unfold them"],
  ["Shift + F10", "On a row: its menu"],
  ["Enter, 1 – 9", "In a review: keep the label as it is; give one that is offered", "review"],
  ["S, U, Backspace", "In a review: skip, unsure, take the last decision back", "review"],
  ["/", "In a review: another label; any letter but S and U begins one, too", "review"],
  ["Alt + click", "On a check box: only this one"],
  ["Ctrl/⌘ + Z", "Undo"],
  ["Shift + Ctrl/⌘ + Z", "Redo"],
  ["Ctrl/⌘ + S", "Save the draft now"],
  ["?", "These keys"],
];

/** 1-9: the n-th label of the category in use; 0: no label. False when the digit stands for nothing. */
function labelByDigit(key: string, labels: Labels, view: View): boolean {
  if (key === "0") {
    void view.run(labels.unlabel());
    return true;
  }
  const inUse = labels.inUse.peek();
  const label = inUse && /^[1-9]$/.test(key) ? view.families.inSight(inUse)[Number(key) - 1] : undefined;
  if (!label) return false;
  void view.run(labels.label(label.name));
  return true;
}

export function labelAgain({ labels, selection }: Slice<"labels" | "selection">, view: View): void {
  const last = labels.lastLabel.peek();
  // of a selection that is being found out, labelling waits
  if (last !== null && (selection.mask.peek() || selection.unsure.peek())) void view.run(labels.label(last));
}

/** The digit that is held with Alt, by its place: with Alt, macOS types another letter. */
function altDigit(event: KeyboardEvent): string | null {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return null;
  return /^Digit(\d)$/.exec(event.code)?.[1] ?? null;
}

/** Where something is being written, Alt and a digit may be a letter of it: "[" and "|" on many keyboards of a Mac. */
function isWriting(target: HTMLElement): boolean {
  return (
    target.closest("textarea") !== null || (target instanceof HTMLInputElement && isText(target) && target.value !== "")
  );
}

function isText(field: HTMLInputElement): boolean {
  return field.matches(TEXT);
}

/** Keys that mean the same in the box and in an empty label field. */
export function command(event: KeyboardEvent, { selection, draft }: Slice<"selection" | "draft">, view: View): boolean {
  const key = event.key.toLowerCase();
  if (event.altKey && !event.ctrlKey && !event.metaKey) {
    // by the place of the key: with Alt, macOS types another letter
    if (event.code !== "KeyZ") return false;
    void view.attempt(event.shiftKey ? selection.redo() : selection.undo());
    return true;
  }
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return false;
  if (key === "z") event.shiftKey ? view.redo() : view.undo();
  else if (key === "y") view.redo();
  else if (key === "s") void view.attempt(draft.save());
  // of the browser it would be all text of the page, which the next drag would then carry about
  else if (key === "a") void view.attempt(selection.all());
  else return false;
  return true;
}

/** The pane that has the focus, else all. */
function panes(view: View, target: HTMLElement): Pane[] {
  const all = [...view.plots.panes];
  const focused = all.filter(({ surface }) => surface === target);
  return focused.length > 0 ? focused : all;
}

function plain(
  key: string,
  { labels, selection }: Slice<"labels" | "selection">,
  view: View,
  target: HTMLElement,
): boolean {
  switch (key.length === 1 ? key.toLowerCase() : key) {
    case "l":
      view.tools.choose("lasso");
      return true;
    case "v":
      view.tools.choose("pan");
      return true;
    case "p":
      view.tools.choose("polygon");
      return true;
    case "b":
      view.tools.choose("box");
      return true;
    case "r":
      for (const pane of panes(view, target)) pane.fit();
      return true;
    case "z":
      for (const pane of panes(view, target)) pane.zoomToSelected();
      return true;
    case "i":
      void view.attempt(selection.invert());
      return true;
    case "o":
      view.looking.toggle();
      return true;
    case "c":
      labels.nextCategory();
      return true;
    case "m":
      view.room.toggleTab("markers");
      return true;
    case "d":
      if (view.layer.offers("dots")) view.room.toggleTab("dots");
      return true;
    case "/":
      view.focusGeneSearch();
      return true;
    case "?":
      view.showKeys();
      return true;
    case "Enter":
      labelAgain({ labels, selection }, view);
      return true;
    case "Escape":
      stepBack(selection, view);
      return true;
  }
  // Elsewhere a digit may well be meant for something else.
  return target.closest(".cxw-plot-root") !== null && labelByDigit(key, labels, view);
}

/** Where letters are text. A check box is walked through and turned, all other keys go on to the box. */
const TEXT = "input:not([type='checkbox']), textarea, select";

/** Where Space means something. */
const TAKES_SPACE = "button, input, textarea, select, summary";

export function keyHandler(
  parts: Slice<"labels" | "selection" | "draft" | "neighbors">,
  view: View,
): (event: KeyboardEvent) => void {
  return (event) => {
    const target = event.target as HTMLElement;
    // Space would scroll the notebook, and the view out of sight; held down too
    if (event.key === " " && !target.closest(TAKES_SPACE)) event.preventDefault();
    // a key held down is one wish, not thirty a second
    if (event.repeat) return;
    if (event.defaultPrevented || event.isComposing) return;
    const digit = altDigit(event);
    if (digit !== null && !isWriting(target)) {
      if (labelByDigit(digit, parts.labels, view)) event.preventDefault();
      return;
    }
    // under the full dock nobody sees what else Esc would do, also from a field
    if (event.key === "Escape" && view.room.full.peek()) {
      stepBack(parts.selection, view);
      event.preventDefault();
      return;
    }
    if (target.closest(TEXT)) return;
    const way = wayOf(event);
    if (way !== null) {
      stepAlongGraph(parts, view, target, way);
      event.preventDefault();
      return;
    }
    // Enter and Space belong to the button that has the focus; of Escape the plot has told already.
    if (event.key === "Enter" && target.closest("button")) return;
    if (event.key === "Escape" && target.closest(".cxw-plot-root")) return;
    const modified = event.ctrlKey || event.metaKey || event.altKey;
    const used = modified ? command(event, parts, view) : plain(event.key, parts, view, target);
    if (used) event.preventDefault();
  };
}
