/** The labels of a category: searched when there are many, walked through by keys, moved by drag or keys. */
import { useEffect, useRef, useState } from "preact/hooks";
import { type ListControl, VirtualList } from "../../ui/VirtualList";
import type { Category, Label } from "../../wire/messages";
import { useLabels, useSelection, useTraits, useView } from "../common/context";
import type { Boxes } from "../common/filterChoices";
import { rowKey } from "../common/Row";
import { SEARCH_FROM, SearchField } from "../common/SearchField";
import { LabelRow, type LabelRowControl } from "./LabelRow";
import { UnassignedRow } from "./UnassignedRow";

interface OwnLabelsProps {
  category: Category;
  inUse: boolean;
  boxes: Boxes;
}

export function OwnLabels({ category, inUse, boxes }: OwnLabelsProps) {
  const traits = useTraits();
  const selection = useSelection();
  const view = useView();
  const [wanted, setWanted] = useState("");
  const readOnly = traits.status.value.state === "read-only";
  const { labels, move } = useOrder(category);
  const search = labels.length > SEARCH_FROM;
  const sought = search ? wanted.trim().toLowerCase() : "";
  const shown = labels
    .map((label, i) => ({ label, digit: inUse && i < 9 ? String(i + 1) : "" }))
    .filter(({ label }) => !sought || label.name.toLowerCase().includes(sought));
  const onMove = readOnly || sought ? undefined : move;

  // A label just made is shown, however many there are; it is the last one, before "unassigned".
  const list = useRef<ListControl>(null);
  const known = useRef(labels.length);
  useEffect(() => {
    if (labels.length === known.current + 1) list.current?.reveal(shown.length - 1);
    known.current = labels.length;
  }, [labels.length]);

  const rows = useRef(new Map<number, LabelRowControl>());
  const onKey = ({ label }: { label: Label | null }, event: KeyboardEvent, row: HTMLElement) => {
    const names = [label?.name ?? null];
    if (rowKey(event, row, () => void view.attempt(selection.where(category.name, names, "replace")))) return true;
    const actions = label && rows.current.get(label.code);
    if (!actions || readOnly) return false;
    if (event.key === "F2") actions.rename();
    else if (event.key === "Delete") actions.remove();
    else return false;
    return true;
  };
  return (
    <>
      {search && <SearchField label={`Search labels of ${category.name}`} value={wanted} onInput={setWanted} />}
      <VirtualList<{ label: Label | null; digit: string }>
        label={`Labels of ${category.name}`}
        items={[...shown, { label: null, digit: inUse ? "0" : "" }]}
        keyOf={({ label }) => label?.code ?? 0}
        movable={shown.length}
        onMove={onMove}
        onKey={onKey}
        control={list}
        row={({ label, digit }, tabIndex) =>
          label ? (
            <LabelRow
              category={category}
              label={label}
              digit={digit}
              boxes={boxes}
              tabIndex={tabIndex}
              move={onMove ? (by) => onMove(labels.indexOf(label), labels.indexOf(label) + by) : null}
              control={(row) => {
                if (row) rows.current.set(label.code, row);
                else rows.current.delete(label.code);
              }}
            />
          ) : (
            <UnassignedRow category={category} digit={digit} boxes={boxes} tabIndex={tabIndex} />
          )
        }
      />
    </>
  );
}

/** The order on screen: the wished one at once, so that a second key press goes on from it; Python's once it answers. */
function useOrder(category: Category): { labels: Label[]; move: (from: number, to: number) => void } {
  const { reorderLabels } = useLabels();
  const view = useView();
  const [wish, setWish] = useState<readonly number[] | null>(null);
  const latest = useRef<readonly number[] | null>(null);
  const places = wish && new Map(wish.map((code, i) => [code, i]));
  const place = ({ code }: Label) => places?.get(code) ?? category.labels.length;
  const labels = places ? [...category.labels].sort((a, b) => place(a) - place(b)) : category.labels;
  const move = (from: number, to: number) => {
    const next = [...labels];
    const [moved] = next.splice(from, 1);
    if (!moved) return;
    next.splice(to, 0, moved);
    const order = next.map(({ code }) => code);
    latest.current = order;
    setWish(order);
    const names = next.map(({ name }) => name);
    void view.run(reorderLabels(category.name, names)).finally(() => {
      if (latest.current === order) setWish(null);
    });
  };
  return { labels, move };
}
