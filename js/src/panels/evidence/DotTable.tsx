/** The dots: a row a label, a column a gene; size is the part of the cells that express it, color the mean. */
import type { Signal } from "@preact/signals";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { modeOf } from "../../plot/input/gestures";
import { ramp } from "../../store/data/ramps";
import { shadesOf, type DotTable as Table } from "../../store/evidence/dots";
import { openMenu } from "../../ui/Menu";
import { useMeasured } from "../../ui/useMeasured";
import { windowOf } from "../../ui/windowed";
import { cells, count, number } from "../../words";
import { useDots, useLabels, useSelection, useTraits, useView } from "../common/context";
import { dotRoom } from "./dotRoom";

/** So many dots are drawn one and all; of more, those of the rows in sight. */
const MOST_DOTS = 1000;
/** Rows in which scrolling draws anew. */
const STEP = 8;

type Seen = readonly [first: number, last: number];

interface DotTableProps {
  table: Table;
  /** Is told the px of the largest dot. */
  largest: Signal<number>;
}

/**
 * Only the sizes follow the room, as variables of CSS: the thousands of dots are drawn anew where they are others, not at
 * each pixel of a splitter that is dragged.
 */
export function DotTable({ table, largest }: DotTableProps) {
  const labels = useLabels();
  const place = useRef<HTMLDivElement>(null);
  const { groups, genes, by } = table;
  const none = labels.categories.value.some(({ name }) => name === by) ? "unassigned" : "no value";
  const windowed = groups.length * genes.length > MOST_DOTS;
  const [seen, setSeen] = useState<Seen>([0, 2 * STEP]);
  const [focused, setFocused] = useState<number | null>(null);
  const [first, last] = windowed ? seen : [0, groups.length - 1];
  const longest = groups.reduce((most, name) => Math.max(most, (name ?? none).length), 0);
  const look = () => {
    const here = place.current;
    if (!here || !windowed) return;
    const height = Number.parseFloat(here.style.getPropertyValue("--row")) || 1;
    const step = STEP * height;
    const top = step * Math.floor(here.scrollTop / step);
    const next = windowOf(top, step * (Math.ceil(here.clientHeight / step) + 1), groups.length, height, STEP);
    setSeen((now) => (now[0] === next[0] && now[1] === next[1] ? now : next));
  };
  const fit = () => {
    const here = place.current;
    if (!here || here.clientWidth === 0) return;
    const room = dotRoom(here.clientWidth, here.clientHeight, groups.length, genes.length, longest);
    for (const [name, px] of Object.entries(room)) {
      const value = `${px}px`;
      if (here.style.getPropertyValue(`--${name}`) !== value) here.style.setProperty(`--${name}`, value);
    }
    largest.value = room.dot;
    look();
  };
  useMeasured(place, fit);
  useLayoutEffect(fit, [groups.length, genes.length, longest, largest]);
  return (
    <div
      ref={place}
      class="cxw-dots-scroll cxw-scroll"
      onScroll={look}
      onFocusIn={(event) => setFocused(rowOf(event.target as HTMLElement))}
      onFocusOut={() => setFocused(null)}
    >
      <Dots
        table={table}
        first={first}
        last={last}
        // the row that has the focus keeps it, wherever one scrolls
        beside={focused !== null && (focused < first || focused > last) ? focused : null}
        none={none}
      />
    </div>
  );
}

/** The row of labels that something is in; null: in the head. */
function rowOf(inside: HTMLElement): number | null {
  const nth = inside.closest("tbody tr")?.getAttribute("aria-rowindex");
  return nth ? Number(nth) - 2 : null;
}

interface DotsProps {
  table: Table;
  /** Of the rows that are drawn. */
  first: number;
  last: number;
  /** One more, which is none of these. */
  beside: number | null;
  /** What the row without a name is called. */
  none: string;
}

/** Drawn again where anything of it is another, never for the room that it has. */
function Dots({ table, first, last, beside, none }: DotsProps) {
  const traits = useTraits();
  const selection = useSelection();
  const dots = useDots();
  const view = useView();
  const scaled = dots.scaled.value;
  const map = view.plots.map.value;
  const added = dots.sets.value;
  const shades = useMemo(() => shadesOf(table, scaled), [table, scaled]);
  return useMemo(() => {
    const { genes, groups, nCells, fractions, means, by } = table;
    const colors = ramp(map);
    const rows = groups.flatMap((_, row) => ((row >= first && row <= last) || row === beside ? [row] : []));
    const sets = setsAbove(genes, added);
    const color = (shade: number) => {
      if (Number.isNaN(shade)) return "var(--unassigned)";
      const at = 4 * Math.round(shade * 255);
      return `rgb(${colors[at]} ${colors[at + 1]} ${colors[at + 2]})`;
    };
    const geneMenu = (gene: string, anchor: HTMLElement) =>
      openMenu(view.layer, anchor, `Gene ${gene}`, [
        {
          choices: [
            { text: "Colour by", onSelect: () => traits.set("color", gene) },
            { text: "Take out", onSelect: () => dots.remove(gene) },
          ],
        },
      ]);
    return (
      <table class="cxw-dots" aria-label={`Dot plot by ${by}`} aria-rowcount={groups.length + 1}>
        <colgroup>
          <col style={{ width: "var(--names)" }} />
          {genes.map((gene) => (
            <col key={gene} style={{ width: "var(--column)" }} />
          ))}
        </colgroup>
        <thead>
          {sets.length > 0 && (
            <tr class="cxw-dots-sets">
              <td />
              {sets.map(({ name, n }, i) => (
                <td key={`${i} ${name}`} colSpan={n} data-set={name !== null}>
                  {name !== null && (
                    <span class="cxw-ellipsis" title={`Gene set ${name}`}>
                      {name}
                    </span>
                  )}
                </td>
              ))}
            </tr>
          )}
          <tr aria-rowindex={1}>
            <td />
            {genes.map((gene) => (
              <th key={gene} scope="col">
                <button
                  type="button"
                  title={gene}
                  aria-label={`Menu of gene ${gene}`}
                  aria-haspopup="menu"
                  onClick={({ currentTarget }) => geneMenu(gene, currentTarget)}
                >
                  {gene}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.flatMap((row, nth) => {
            const group = groups[row] ?? null;
            const above = row - 1 - (rows[nth - 1] ?? -1);
            return [
              above > 0 && <Space key={`above ${row === beside ? "beside" : "rows"}`} rows={above} />,
              <tr key={group ?? " none"} aria-rowindex={row + 2}>
                <th scope="row">
                  <button
                    type="button"
                    class={group === null ? "cxw-unassigned" : undefined}
                    title={`${group ?? none}: ${cells(nCells[row] ?? 0)}. Click to select them; Shift adds, Alt takes out`}
                    onClick={(event) => void view.attempt(selection.where(by, [group], modeOf(event)))}
                  >
                    <span class="cxw-ellipsis" dir="auto">
                      {group ?? none}
                    </span>
                    <span class="cxw-faint">{count(nCells[row] ?? 0)}</span>
                  </button>
                </th>
                {genes.map((gene, column) => {
                  const at = row * genes.length + column;
                  const [part, mean] = [fractions[at] ?? 0, means[at] ?? Number.NaN];
                  const said = Number.isNaN(mean) ? "no value" : `mean ${number(mean)}`;
                  return (
                    <td key={gene} title={`${gene} in ${group ?? none}: ${Math.round(100 * part)} % of cells, ${said}`}>
                      <span
                        class="cxw-dots-dot"
                        style={{ "--part": Math.sqrt(part), background: color(shades.at[at] ?? Number.NaN) }}
                      />
                    </td>
                  );
                })}
              </tr>,
            ];
          })}
          <Space key="below" rows={groups.length - 1 - (rows.at(-1) ?? -1)} />
        </tbody>
      </table>
    );
  }, [table, shades, first, last, beside, none, map, added, traits, selection, dots, view]);
}

/** The room of rows that are out of sight. */
function Space({ rows }: { rows: number }) {
  if (rows <= 0) return null;
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row takes no focus; this one is only space
    <tr aria-hidden="true" style={{ height: `calc(${rows} * var(--row))` }}>
      <td />
    </tr>
  );
}

/** The sets that genes beside each other were added with; none where no gene was. */
function setsAbove(genes: readonly string[], sets: ReadonlyMap<string, string>): { name: string | null; n: number }[] {
  const above: { name: string | null; n: number }[] = [];
  for (const gene of genes) {
    const name = sets.get(gene) ?? null;
    const last = above.at(-1);
    if (last && last.name === name) last.n++;
    else above.push({ name, n: 1 });
  }
  return above.some(({ name }) => name !== null) ? above : [];
}
