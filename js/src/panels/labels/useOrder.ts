/** The order of a category's labels on screen, and how rows change it: moved among their siblings, put under others. */
import { above, families, familyOf, moved, stepped } from "../../store/data/nesting";
import type { Nesting } from "../../ui/useDragOrder";
import type { Category, Label } from "../../wire/messages";
import { useLabels, useMeaning, useView } from "../common/context";
import { indentOf } from "./Branch";

interface Order {
  /** The wished one at once, so that a second key press goes on from it; Python's once it answers. */
  labels: Label[];
  /** Null: it has no sibling there. */
  step(label: Label, by: -1 | 1): (() => void) | null;
  /** Of the rows in sight. */
  move(rows: readonly Label[], from: number, to: number): void;
  nesting(rows: readonly Label[]): Nesting;
  nest(label: Label, under: string | null): void;
}

export function useOrder(category: Category): Order {
  const { reorderLabels } = useLabels();
  const { setParent } = useMeaning();
  const view = useView();
  const labels = view.families.ordered(category);

  const show = (next: readonly Label[]) => {
    const order = next.map(({ code }) => code);
    if (order.every((code, i) => code === labels[i]?.code)) return;
    const names = next.map(({ name }) => name);
    view.families.wish(category, order, view.run(reorderLabels(category.name, names)));
  };
  const nest = (label: Label, under: string | null) => {
    const parent = labels.find(({ name }) => name === under);
    // what was put under it is in sight
    if (parent) view.families.fold(category, parent, false);
    void view.run(setParent(category.name, label.name, under));
  };
  const nesting = (rows: readonly Label[]): Nesting => {
    const gapAfter = (order: readonly Label[], name: string): number => {
      const family = new Set(familyOf(order, name).map((one) => one.name));
      const end = order.findLastIndex((one) => family.has(one.name));
      const next = order.slice(end + 1).find((one) => rows.includes(one));
      return next ? rows.indexOf(next) : rows.length;
    };
    return {
      mayGoUnder(row, other) {
        const [label, into] = [rows[row], rows[other]];
        if (!label || !into || label === into || label.parent === into.name) return false;
        return !above(labels, into.name).includes(label.name);
      },
      goUnder(row, other) {
        const [label, into] = [rows[row], rows[other]];
        if (label && into) nest(label, into.name);
      },
      isRefused(row, other) {
        const [label, into] = [rows[row], rows[other]];
        return !!label && !!into && above(labels, into.name).includes(label.name);
      },
      sayWhyNot(row, other) {
        const [label, into] = [rows[row], rows[other]];
        if (!label || !into) return;
        view.problems.report(`${into.name} is nested under ${label.name}: ${label.name} can’t go under it.`);
      },
      outside(row) {
        const label = rows[row];
        if (!label || label.parent === null) return null;
        const out = families(labels.map((one) => (one === label ? { ...one, parent: null } : one)));
        const order = out.map(({ code }) => labels.find((one) => one.code === code) as Label);
        return gapAfter(order, label.name);
      },
      goOutside(row) {
        const label = rows[row];
        if (label) nest(label, null);
      },
      landing(row, gap) {
        const label = rows[row];
        if (!label) return { gap, indent: 0 };
        const next = moved(labels, label.name, rows[gap]?.name ?? null);
        return { gap: gapAfter(next, label.name), indent: indentOf(label.level) };
      },
    };
  };
  return {
    labels,
    step(label, by) {
      const next = stepped(labels, label.name, by);
      return next && (() => show(next));
    },
    move(rows, from, to) {
      const label = rows[from];
      const before = rows[to >= from ? to + 1 : to]?.name ?? null;
      if (label) show(moved(labels, label.name, before));
    },
    nesting,
    nest,
  };
}
