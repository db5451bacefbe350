/** The dots: a row a label, a column a gene; size is the part of the cells that express it, color the mean. */
import { useMemo } from "preact/hooks";
import { modeOf } from "../../plot/input/gestures";
import { gradient, ramp } from "../../store/data/ramps";
import { shadesOf, type DotTable as Table } from "../../store/evidence/dots";
import { openMenu } from "../../ui/Menu";
import { cells, count, number } from "../../words";
import { useDots, useLabels, useSelection, useTraits, useView } from "../common/context";

/** More rows than anyone compares by eye. */
const MOST_ROWS = 300;
const LEGEND = [25, 50, 75, 100];

interface DotTableProps {
  table: Table;
  /** In the dialog: no menu on the genes, for it would take the dialog's place. */
  large?: boolean;
}

export function DotTable({ table, large }: DotTableProps) {
  const traits = useTraits();
  const selection = useSelection();
  const labels = useLabels();
  const dots = useDots();
  const view = useView();
  const scaled = dots.scaled.value;
  const map = view.plots.map.value;
  const shades = useMemo(() => shadesOf(table, scaled), [table, scaled]);
  const colors = useMemo(() => ramp(map), [map]);
  const { groups, genes, nCells, fractions, means, by } = table;
  const none = labels.categories.value.some(({ name }) => name === by) ? "unassigned" : "no value";

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
    <div class="cxw-dots-scroll cxw-scroll" data-large={large}>
      <table class="cxw-dots" aria-label={`Dot plot by ${by}`}>
        <thead>
          <tr>
            <td />
            {genes.map((gene) => (
              <th key={gene} scope="col">
                <button
                  type="button"
                  title={gene}
                  aria-label={large ? `Colour by ${gene}` : `Menu of gene ${gene}`}
                  onClick={({ currentTarget }) => (large ? traits.set("color", gene) : geneMenu(gene, currentTarget))}
                >
                  {gene}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {groups.slice(0, MOST_ROWS).map((group, row) => (
            <tr key={group ?? " none"}>
              <th scope="row">
                <button
                  type="button"
                  class={group === null ? "cxw-unassigned" : undefined}
                  title={`${group ?? none}: ${cells(nCells[row] ?? 0)}. Click to select them; Shift adds, Alt takes out`}
                  onClick={(event) => void view.attempt(selection.where(by, [group], modeOf(event)))}
                >
                  <span class="cxw-ellipsis">{group ?? none}</span>
                  {large && <span class="cxw-faint">{count(nCells[row] ?? 0)}</span>}
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
      {groups.length > MOST_ROWS && <p class="cxw-hint">And {count(groups.length - MOST_ROWS)} more rows.</p>}
      <div class="cxw-dots-legend">
        <span class="cxw-dots-sizes">
          {LEGEND.map((percent) => (
            <span key={percent}>
              <span class="cxw-dots-place">
                <span class="cxw-dots-dot" style={{ "--part": Math.sqrt(percent / 100) }} />
              </span>
              {percent}
            </span>
          ))}
          <span>% of cells</span>
        </span>
        <span class="cxw-dots-colors">
          <span>{shades.low === null ? "" : number(shades.low)}</span>
          <span class="cxw-ramp" style={{ background: gradient(map) }} />
          <span>{shades.high === null ? "no values" : number(shades.high)}</span>
          <span class="cxw-nowrap">{scaled ? "mean, scaled" : `mean in ${table.layer}`}</span>
        </span>
      </div>
    </div>
  );
}
