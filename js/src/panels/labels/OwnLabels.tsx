/** The labels of a category: searched when there are many, walked through by keys, moved and nested by drag or keys. */
import { useEffect, useRef, useState } from "preact/hooks";
import { familyOf, isNested, withParents } from "../../store/data/nesting";
import { type ListControl, VirtualList } from "../../ui/VirtualList";
import type { Category, Label } from "../../wire/messages";
import { useSelection, useTraits, useView } from "../common/context";
import type { Boxes } from "../common/filterChoices";
import { rowKey } from "../common/Row";
import { SEARCH_FROM, SearchField } from "../common/SearchField";
import { LabelRow, type LabelRowControl } from "./LabelRow";
import { UnassignedRow } from "./UnassignedRow";
import { useOrder } from "./useOrder";

interface OwnLabelsProps {
  category: Category;
  inUse: boolean;
  boxes: Boxes;
}

export function OwnLabels({ category, inUse, boxes }: OwnLabelsProps) {
  const traits = useTraits();
  const selection = useSelection();
  const view = useView();
  const { families } = view;
  const [wanted, setWanted] = useState("");
  const readOnly = traits.status.value.state === "read-only" || !view.layer.offers("reorder_labels");
  const order = useOrder(category);
  const { labels } = order;
  const search = labels.length > SEARCH_FROM;
  const sought = search ? wanted.trim().toLowerCase() : "";
  const inSight = families.inSight(category);
  const fits = ({ name, term }: Label) => `${name}\n${term?.name ?? ""}`.toLowerCase().includes(sought);
  const rows = sought ? withParents(labels, fits) : inSight;
  const shown = rows.map((label) => {
    const nth = inSight.indexOf(label);
    return { label, digit: inUse && nth >= 0 && nth < 9 ? String(nth + 1) : "" };
  });
  const editable = !readOnly && !sought;
  const nested = isNested(labels);

  // A label just made is shown, however many there are.
  const list = useRef<ListControl>(null);
  const known = useRef(new Set(labels.map(({ code }) => code)));
  useEffect(() => {
    const fresh = labels.filter(({ code }) => !known.current.has(code));
    const place = fresh.length === 1 && fresh[0] ? rows.indexOf(fresh[0]) : -1;
    if (place >= 0) list.current?.reveal(place);
    known.current = new Set(labels.map(({ code }) => code));
  }, [labels.length]);

  const controls = useRef(new Map<number, LabelRowControl>());
  const fold = (label: Label, away: boolean): boolean => {
    if (sought || familyOf(labels, label.name).length < 2) return false;
    families.fold(category, label, away);
    return true;
  };
  const onKey = ({ label }: { label: Label | null }, event: KeyboardEvent, row: HTMLElement) => {
    const names = label ? familyOf(labels, label.name).map(({ name }) => name) : [null];
    if (rowKey(event, row, () => void view.attempt(selection.where(category.name, names, "replace")))) return true;
    const plain = !event.altKey && !event.ctrlKey && !event.metaKey;
    if (label && plain && /^Arrow(Left|Right)$/.test(event.key)) return fold(label, event.key === "ArrowLeft");
    const actions = label && controls.current.get(label.code);
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
        movable={rows.length}
        onMove={editable ? (from, to) => order.move(rows, from, to) : undefined}
        onStep={
          editable
            ? (index, by) => {
                const label = rows[index];
                if (label) order.step(label, by)?.();
              }
            : undefined
        }
        levelOf={nested ? ({ label }) => label?.level ?? 1 : undefined}
        nesting={editable ? order.nesting(rows) : undefined}
        onKey={onKey}
        control={list}
        row={({ label, digit }, tabIndex) =>
          label ? (
            <LabelRow
              category={category}
              label={label}
              under={familyOf(labels, label.name).slice(1)}
              branching={nested}
              folded={!sought && families.isFolded(category, label)}
              onFold={(away) => fold(label, away)}
              around={!fits(label)}
              digit={digit}
              boxes={boxes}
              tabIndex={tabIndex}
              step={editable ? (by) => order.step(label, by) : null}
              nest={readOnly ? null : (under) => order.nest(label, under)}
              control={(row) => {
                if (row) controls.current.set(label.code, row);
                else controls.current.delete(label.code);
              }}
            />
          ) : (
            <UnassignedRow category={category} branching={nested} digit={digit} boxes={boxes} tabIndex={tabIndex} />
          )
        }
      />
    </>
  );
}
