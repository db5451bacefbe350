/** The squares of a confusion table: a click selects the cells of one, of a row or of a column. */
import { Fragment } from "preact";
import { useMemo } from "preact/hooks";
import { modeOf } from "../../plot/input/gestures";
import type { ConfusionTable } from "../../store/evidence/confusion";
import { Swatch } from "../../ui/Swatch";
import { cells, count, share } from "../../words";
import { useConfusion, useSelection, useView } from "../common/context";
import { placeOf, placesIn, useSheet } from "../common/useSheet";
import { confusionHeads, piecesOf } from "./confusionRoom";
import { useNames } from "./useNames";

const ROW = 24;
const HOW = "Click to select them; Shift adds, Alt takes out";

export function ConfusionSheet({ table }: { table: ConfusionTable }) {
  const confusion = useConfusion();
  const selection = useSelection();
  const view = useView();
  const { a, b, counts, rowTotals, columnTotals } = table;
  const [rowNames, columnNames] = [useNames(a), useNames(b)];
  const telling = confusion.telling.value;
  const diagonal = confusion.diagonal.value;
  const [rowOrder, columnOrder] = useMemo(() => {
    const asTheyAre = (all: readonly unknown[]) => all.map((_, i) => i);
    return diagonal ? [table.rowOrder, table.columnOrder] : [asTheyAre(table.rows), asTheyAre(table.columns)];
  }, [table, diagonal]);
  const told = useMemo(
    () => ({
      rowHeight: ROW,
      rowNames: table.rows.map(rowNames.text),
      columnNames: table.columns.map(columnNames.text),
      digits: count([...rowTotals, ...columnTotals].reduce((a, b) => Math.max(a, b), 0)).length,
    }),
    [table, rowNames, columnNames],
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
  const nAt = (row: number, column: number) => counts[row * table.columns.length + column] as number;

  const select = (event: MouseEvent) => {
    const place = placeOf(event.target);
    if (!place) return;
    const row = place[0] < 0 ? undefined : table.rows[rowAt(place[0])];
    const column = place[1] < 0 ? undefined : table.columns[columnAt(place[1])];
    if (row !== undefined && column !== undefined && nAt(rowAt(place[0]), columnAt(place[1])) === 0) return;
    const where = {
      ...(row !== undefined && { [a]: [row] }),
      ...(column !== undefined && { [b]: [column] }),
    };
    void view.attempt(selection.whereAll(where, modeOf(event)));
  };
  const square = (row: number, column: number) => {
    const n = nAt(row, column);
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
    <div class="cxw-by-pane cxw-scroll" {...sheet.pane}>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the clicks are those of the buttons within */}
      <table
        class="cxw-by-sheet cxw-confusion"
        aria-label={`${a} by ${b}`}
        data-upright={upright}
        data-lines={lines}
        aria-rowcount={rowOrder.length + 1}
        aria-colcount={columnOrder.length + 1}
        style={{ width: `${headWidth + columnOrder.length * columnWidth}px`, "--head": `${headHeight}px` }}
        onClick={select}
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
            <td class="cxw-confusion-corner" title={`${a} by ${b}: ${cells(table.total)}`}>
              <span class="cxw-ellipsis">{b} →</span>
              <span class="cxw-ellipsis">{a} ↓</span>
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
                    title={`${columnNames.text(name)}: ${cells(n)}. ${HOW}`}
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
                    title={`${rowNames.text(name)}: ${cells(rowTotals[row] ?? 0)}. ${HOW}`}
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
                  const { part, text, said } = square(row, columnAt(columnPlace));
                  return (
                    <td key={columnPlace} aria-colindex={columnPlace + 2}>
                      <button
                        {...sheet.button(rowPlace, columnPlace)}
                        aria-label={said}
                        title={text && `${said}. ${HOW}`}
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
