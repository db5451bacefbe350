/** The squares of a confusion table: a click selects the cells of one, of a row or of a column. */
import { useMemo } from "preact/hooks";
import { modeOf } from "../../plot/input/gestures";
import type { ConfusionTable } from "../../store/evidence/confusion";
import { cells, count, share } from "../../words";
import { useConfusion, useSelection, useView } from "../common/context";
import { useNames } from "../evidence/useNames";
import { Matrix } from "./Matrix";

export function ConfusionSheet({ table }: { table: ConfusionTable }) {
  const confusion = useConfusion();
  const selection = useSelection();
  const view = useView();
  const { a, b, counts, rowTotals, columnTotals } = table;
  const [rowNames, columnNames] = [useNames(a), useNames(b)];
  const telling = confusion.telling.value;
  const diagonal = confusion.diagonal.value;
  const orders = useMemo(() => {
    const asTheyAre = (all: readonly unknown[]) => all.map((_, i) => i);
    return diagonal
      ? ([table.rowOrder, table.columnOrder] as const)
      : ([asTheyAre(table.rows), asTheyAre(table.columns)] as const);
  }, [table, diagonal]);

  const select = (row: number | null, column: number | null, event: MouseEvent) => {
    const where = {
      ...(row !== null && { [a]: [table.rows[row] ?? null] }),
      ...(column !== null && { [b]: [table.columns[column] ?? null] }),
    };
    void view.attempt(selection.whereAll(where, modeOf(event)));
  };
  const square = (row: number, column: number) => {
    const n = counts[row * table.columns.length + column] as number;
    const [rowTotal, columnTotal] = [rowTotals[row] ?? 0, columnTotals[column] ?? 0];
    const [rowText, columnText] = [
      rowNames.text(table.rows[row] ?? null),
      columnNames.text(table.columns[column] ?? null),
    ];
    const part = telling === "of columns" ? n / columnTotal : n / rowTotal;
    const text = n === 0 ? "" : telling === "counts" ? count(n) : share(part);
    const parts = n === 0 ? "" : `, ${share(n, rowTotal)} of ${rowText}, ${share(n, columnTotal)} of ${columnText}`;
    return { part, text, said: `${rowText} and ${columnText}: ${n === 0 ? "no cell" : cells(n)}${parts}` };
  };
  return (
    <Matrix
      label={`${a} by ${b}`}
      table={table}
      of={[a, b]}
      names={[rowNames, columnNames]}
      orders={orders}
      how="Click to select them; Shift adds, Alt takes out"
      square={square}
      onPick={select}
    />
  );
}
