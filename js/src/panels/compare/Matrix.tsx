/** Labels against labels as squares: only those in sight are drawn, heads stay, arrows walk, a click or Enter picks one. */
import { Fragment } from "preact";
import { useMemo } from "preact/hooks";
import { Swatch } from "../../ui/Swatch";
import type { Name } from "../../wire/values";
import { cells, count } from "../../words";
import { placeOf, placesIn, useSheet } from "../common/useSheet";
import type { Names } from "../evidence/useNames";
import { confusionHeads, piecesOf } from "./confusionRoom";

const ROW = 24;

/** Cells of each pair of labels, row by row. */
export interface MatrixTable {
  rows: readonly Name[];
  columns: readonly Name[];
  rowTotals: readonly number[];
  columnTotals: readonly number[];
  total: number;
}
export interface Square {
  /** How deep it is shaded, 0 to 1. */
  part: number;
  /** What stands in it; empty: nothing is there to be picked. */
  text: string;
  /** What a person hears of it. */
  said: string;
  /** What it is shaded as, where that says more than its depth. */
  kind?: "agree" | "coarser" | "disagree";
  chosen?: boolean;
}
interface MatrixProps {
  label: string;
  table: MatrixTable;
  /** Whose labels the rows and columns are. */
  of: readonly [rows: string, columns: string];
  names: readonly [rows: Names, columns: Names];
  orders: readonly [rows: readonly number[], columns: readonly number[]];
  /** What a click does, in words. */
  how: string;
  square: (row: number, column: number) => Square;
  /** A square, or the head of a row or column: the other one is null then. */
  onPick: (row: number | null, column: number | null, event: MouseEvent) => void;
}

export function Matrix({ label, table, of, names, orders, how, square, onPick }: MatrixProps) {
  const { rowTotals, columnTotals } = table;
  const [rowNames, columnNames] = names;
  const [rowOrder, columnOrder] = orders;
  const told = useMemo(
    () => ({
      rowHeight: ROW,
      rowNames: table.rows.map(rowNames.text),
      columnNames: table.columns.map(columnNames.text),
      digits: count([...rowTotals, ...columnTotals].reduce((a, b) => Math.max(a, b), 0)).length,
    }),
    [table, rowNames, columnNames, rowTotals, columnTotals],
  );
  const sheet = useSheet((room) => ({
    nRows: rowOrder.length,
    nColumns: columnOrder.length,
    rowHeight: ROW,
    ...confusionHeads({ ...room, ...told }),
  }));
  const { columnWidth, headWidth, headHeight, upright, lines } = sheet.sizes;
  const [rows, columns] = [placesIn(sheet.rows), placesIn(sheet.columns)];
  const [left, right] = [sheet.columns.first, columnOrder.length - 1 - sheet.columns.last];
  const [above, below] = [sheet.rows.first, rowOrder.length - 1 - sheet.rows.last];
  const rowAt = (place: number) => rowOrder[place] as number;
  const columnAt = (place: number) => columnOrder[place] as number;

  const pick = (event: MouseEvent) => {
    const place = placeOf(event.target);
    if (!place) return;
    const row = place[0] < 0 ? null : rowAt(place[0]);
    const column = place[1] < 0 ? null : columnAt(place[1]);
    if (row !== null && column !== null && square(row, column).text === "") return;
    onPick(row, column, event);
  };
  return (
    <div class="cxw-by-pane cxw-scroll" {...sheet.pane}>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the clicks are those of the buttons within */}
      <table
        class="cxw-by-sheet cxw-confusion"
        aria-label={label}
        data-upright={upright}
        data-lines={lines}
        aria-rowcount={rowOrder.length + 1}
        aria-colcount={columnOrder.length + 1}
        style={{ width: `${headWidth + columnOrder.length * columnWidth}px`, "--head": `${headHeight}px` }}
        onClick={pick}
      >
        <colgroup>
          <col style={{ width: `${headWidth}px` }} />
          {left > 0 && <col style={{ width: `${left * columnWidth}px` }} />}
          {columns.map((place) => (
            <col key={place} style={{ width: `${columnWidth}px` }} />
          ))}
          {right > 0 && <col style={{ width: `${right * columnWidth}px` }} />}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            <td class="cxw-confusion-corner" title={`${label}: ${cells(table.total)}`}>
              <span class="cxw-ellipsis">{of[1]} →</span>
              <span class="cxw-ellipsis">{of[0]} ↓</span>
              <span class="cxw-count">{count(table.total)}</span>
            </td>
            {left > 0 && <td aria-hidden="true" />}
            {columns.map((place) => {
              const name = table.columns[columnAt(place)] ?? null;
              const n = columnTotals[columnAt(place)] ?? 0;
              return (
                <th key={place} scope="col" aria-colindex={place + 2}>
                  <button
                    {...sheet.button(-1, place)}
                    class={name === null ? "cxw-unassigned" : undefined}
                    title={`${columnNames.text(name)}: ${cells(n)}. ${how}`}
                  >
                    <span class="cxw-confusion-name">
                      {(lines ? piecesOf(columnNames.text(name)) : [columnNames.text(name)]).map((piece, i) => (
                        <Fragment key={i}>
                          {i > 0 && <wbr />}
                          {piece}
                        </Fragment>
                      ))}
                    </span>{" "}
                    <span class="cxw-faint">{count(n)}</span>
                    <i style={{ background: columnNames.color(name) ?? "var(--unassigned)" }} />
                  </button>
                </th>
              );
            })}
            {right > 0 && <td aria-hidden="true" />}
          </tr>
        </thead>
        <tbody>
          {above > 0 && <tr style={{ height: `${above * ROW}px` }} />}
          {rows.map((rowPlace) => {
            const row = rowAt(rowPlace);
            const name = table.rows[row] ?? null;
            return (
              <tr key={rowPlace} aria-rowindex={rowPlace + 2}>
                <th scope="row">
                  <button
                    {...sheet.button(rowPlace, -1)}
                    class={name === null ? "cxw-unassigned" : undefined}
                    title={`${rowNames.text(name)}: ${cells(rowTotals[row] ?? 0)}. ${how}`}
                  >
                    <Swatch color={rowNames.color(name)} />
                    <span class="cxw-ellipsis" dir="auto">
                      {rowNames.text(name)}
                    </span>
                    <span class="cxw-count">{count(rowTotals[row] ?? 0)}</span>
                  </button>
                </th>
                {left > 0 && <td aria-hidden="true" />}
                {columns.map((columnPlace) => {
                  const { part, text, said, kind, chosen } = square(row, columnAt(columnPlace));
                  return (
                    <td key={columnPlace} aria-colindex={columnPlace + 2}>
                      <button
                        {...sheet.button(rowPlace, columnPlace)}
                        aria-label={said}
                        aria-pressed={chosen}
                        data-kind={text ? kind : undefined}
                        title={text && `${said}. ${how}`}
                        style={text ? { "--part": part } : undefined}
                      >
                        {text}
                      </button>
                    </td>
                  );
                })}
                {right > 0 && <td aria-hidden="true" />}
              </tr>
            );
          })}
          {below > 0 && <tr style={{ height: `${below * ROW}px` }} />}
        </tbody>
      </table>
    </div>
  );
}
