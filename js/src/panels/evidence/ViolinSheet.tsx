/** A row a label, a column a gene or number, on one scale each. */
import type { Signal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { modeOf } from "../../plot/input/gestures";
import { rangeOf, type Spread, type ViolinTable } from "../../store/evidence/violins";
import { openMenu } from "../../ui/Menu";
import { Swatch } from "../../ui/Swatch";
import { cells, count, number, share } from "../../words";
import { useSelection, useTraits, useView, useViolins } from "../common/context";
import { placeOf, placesIn, useSheet } from "../common/useSheet";
import { useNames } from "./useNames";
import { Violin, xOf } from "./Violin";
import { ticksOf } from "./violinShape";

const HEAD = 40;
/** A row is as high as there is room, in px. */
const ROW = { least: 24, most: 64 };
const COLUMN = { least: 130, most: 460 };
/** Px from one tick to the next. */
const TICK_EVERY = 48;
/** Half of the widest number at a tick: none is cut at the ends. */
const AXIS_END = 16;

export function ViolinSheet({ table, inHand }: { table: ViolinTable; inHand: Signal<string | null> }) {
  const violins = useViolins();
  const selection = useSelection();
  const traits = useTraits();
  const view = useView();
  const { by, groups, nCells, names, places, spreads } = table;
  const labels = useNames(by);
  const shape = violins.shape.value;
  const sheet = useSheet(({ width, height }) => {
    const headWidth = Math.round(Math.min(260, Math.max(130, width * 0.26)));
    return {
      nRows: groups.length,
      nColumns: names.length,
      rowHeight: within((height - HEAD) / Math.max(1, groups.length), ROW.least, ROW.most),
      columnWidth: within((width - headWidth) / Math.max(1, names.length), COLUMN.least, COLUMN.most),
      headWidth,
      headHeight: HEAD,
    };
  });
  const { rowHeight, columnWidth, headWidth } = sheet.sizes;
  const scales = useMemo(
    () =>
      spreads.map((ofName) => {
        const range = rangeOf(ofName);
        return range && { range, ticks: ticksOf(...range, Math.max(1, Math.floor(columnWidth / TICK_EVERY))) };
      }),
    [spreads, columnWidth],
  );
  const rows = placesIn(sheet.rows);
  const above = sheet.rows.first;
  const below = groups.length - 1 - sheet.rows.last;

  const words = (row: number, column: number) =>
    `${names[column]} in ${labels.text(groups[row] ?? null)}: ${inWords(
      spreads[column]?.[row] as Spread,
      nCells[row] ?? 0,
      places[column] ?? null,
    )}`;
  const take = (event: Event) => {
    const place = placeOf(event.target);
    inHand.value = place && place[0] >= 0 && place[1] >= 0 ? words(...place) : null;
  };
  const nameMenu = (name: string, anchor: HTMLElement) =>
    openMenu(view.layer, anchor, name, [
      {
        choices: [
          { text: "Colour by", onSelect: () => traits.set("color", name) },
          { text: "Take out", onSelect: () => violins.remove(name) },
        ],
      },
    ]);
  const act = (event: MouseEvent) => {
    const place = placeOf(event.target);
    if (!place) return;
    const [row, column] = place;
    if (row < 0) nameMenu(names[column] as string, (event.target as Element).closest("button") as HTMLElement);
    else void view.attempt(selection.where(by, [groups[row] ?? null], modeOf(event)));
  };
  return (
    <div class="cxw-by-pane cxw-scroll" {...sheet.pane}>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the clicks are those of the buttons within */}
      {/* biome-ignore lint/a11y/useKeyWithMouseEvents: so are the focus events */}
      <table
        class="cxw-by-sheet cxw-violins"
        aria-label={`Violins by ${by}`}
        aria-rowcount={groups.length + 1}
        style={{ width: `${headWidth + names.length * columnWidth}px`, "--head": `${HEAD}px` }}
        onClick={act}
        onMouseOver={take}
        onMouseLeave={() => {
          inHand.value = null;
        }}
        onFocusIn={take}
        onFocusOut={() => {
          inHand.value = null;
        }}
      >
        <colgroup>
          <col style={{ width: `${headWidth}px` }} />
          {names.map((name) => (
            <col key={name} style={{ width: `${columnWidth}px` }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            <td />
            {names.map((name, column) => (
              <th key={name} scope="col">
                <span class="cxw-violins-name">
                  <button
                    {...sheet.button(-1, column)}
                    aria-label={`Menu of ${name}`}
                    aria-haspopup="menu"
                    title={places[column] ? `${name}, values from ${places[column]}` : name}
                  >
                    <span class="cxw-ellipsis">{name}</span>
                  </button>
                  {places[column] && <span class="cxw-faint cxw-ellipsis">{places[column]}</span>}
                </span>
                <Axis scale={scales[column] ?? null} width={columnWidth} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {above > 0 && <tr style={{ height: `${above * rowHeight}px` }} />}
          {rows.map((row) => {
            const name = groups[row] ?? null;
            const color = labels.color(name) ?? "var(--unassigned)";
            return (
              <tr key={row} aria-rowindex={row + 2} style={{ height: `${rowHeight}px` }}>
                <th scope="row">
                  <button
                    {...sheet.button(row, -1)}
                    class={name === null ? "cxw-unassigned" : undefined}
                    title={`${labels.text(name)}: ${cells(nCells[row] ?? 0)}. Click to select them; Shift adds, Alt takes out`}
                  >
                    <Swatch color={labels.color(name)} />
                    <span class="cxw-ellipsis" dir="auto">
                      {labels.text(name)}
                    </span>
                    <span class="cxw-count">{count(nCells[row] ?? 0)}</span>
                  </button>
                </th>
                {names.map((each, column) => (
                  <td key={each}>
                    <button {...sheet.button(row, column)} aria-label={words(row, column)}>
                      <Violin
                        spread={spreads[column]?.[row] as Spread}
                        scale={scales[column] ?? null}
                        shape={shape}
                        color={color}
                        width={columnWidth}
                        height={rowHeight}
                      />
                    </button>
                  </td>
                ))}
              </tr>
            );
          })}
          {below > 0 && <tr style={{ height: `${below * rowHeight}px` }} />}
        </tbody>
      </table>
    </div>
  );
}

function within(px: number, least: number, most: number): number {
  return Math.floor(Math.min(most, Math.max(least, px)));
}

interface AxisProps {
  scale: { range: readonly [number, number]; ticks: readonly number[] } | null;
  width: number;
}

function Axis({ scale, width }: AxisProps) {
  if (!scale) return <span class="cxw-violins-axis">no values</span>;
  return (
    <span class="cxw-violins-axis" aria-hidden="true">
      {scale.ticks.map((tick) => (
        <span key={tick} style={{ left: `${within(xOf(scale.range, width)(tick), AXIS_END, width - AXIS_END)}px` }}>
          {number(tick)}
        </span>
      ))}
    </span>
  );
}

function inWords(spread: Spread, nCells: number, place: string | null): string {
  const { n, mean, median, q25, q75, min, max, above0 } = spread;
  if (n === 0) return `${cells(nCells)}, no value`;
  const missing = n < nCells ? `, ${count(nCells - n)} without a value` : "";
  const above = place === null ? "" : `, ${share(above0)} above 0`;
  const spreadOut = `median ${number(median)}, quartiles ${number(q25)} to ${number(q75)}`;
  return `${cells(nCells)}${missing}; ${spreadOut}, mean ${number(mean)}, ${number(min)} to ${number(max)}${above}`;
}
