/** The dots: a row a label, a column a gene; size is the part of the cells that express it, color the mean. */
import type { Signal } from "@preact/signals";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { modeOf } from "../../plot/input/gestures";
import { ramp } from "../../store/data/ramps";
import { shadesOf, type DotTable as Table } from "../../store/evidence/dots";
import { openMenu } from "../../ui/Menu";
import { useMeasured } from "../../ui/useMeasured";
import { cells, count, number } from "../../words";
import { useDots, useLabels, useSelection, useTraits, useView } from "../common/context";
import { dotRoom } from "./dotRoom";

/** More rows, or dots, than anyone compares by eye. */
const MOST_ROWS = 300;
const MOST_DOTS = 12_000;

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
  const nRows = Math.min(groups.length, MOST_ROWS, Math.max(20, Math.floor(MOST_DOTS / Math.max(1, genes.length))));
  const rows = useMemo(() => groups.slice(0, nRows), [groups, nRows]);
  const longest = rows.reduce((most, name) => Math.max(most, (name ?? none).length), 0);
  const fit = () => {
    const here = place.current;
    if (!here || here.clientWidth === 0) return;
    const room = dotRoom(here.clientWidth, here.clientHeight, rows.length, genes.length, longest);
    for (const [name, px] of Object.entries(room)) {
      const value = `${px}px`;
      if (here.style.getPropertyValue(`--${name}`) !== value) here.style.setProperty(`--${name}`, value);
    }
    largest.value = room.dot;
  };
  useMeasured(place, fit);
  useLayoutEffect(fit, [rows.length, genes.length, longest, largest]);
  return (
    <div ref={place} class="cxw-dots-scroll cxw-scroll">
      <Dots table={table} rows={rows} none={none} />
      {groups.length > rows.length && <p class="cxw-hint">And {count(groups.length - rows.length)} more rows.</p>}
    </div>
  );
}

interface DotsProps {
  table: Table;
  /** The names of those that are drawn. */
  rows: readonly (string | null)[];
  /** What the row without a name is called. */
  none: string;
}

/** Drawn again where anything of it is another, never for the room that it has. */
function Dots({ table, rows, none }: DotsProps) {
  const traits = useTraits();
  const selection = useSelection();
  const dots = useDots();
  const view = useView();
  const scaled = dots.scaled.value;
  const map = view.plots.map.value;
  const added = dots.sets.value;
  return useMemo(() => {
    const { genes, nCells, fractions, means, by } = table;
    const shades = shadesOf(table, scaled);
    const colors = ramp(map);
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
      <table class="cxw-dots" aria-label={`Dot plot by ${by}`}>
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
          <tr>
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
          {rows.map((group, row) => (
            <tr key={group ?? " none"}>
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
            </tr>
          ))}
        </tbody>
      </table>
    );
  }, [table, rows, none, scaled, map, added, traits, selection, dots, view]);
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
