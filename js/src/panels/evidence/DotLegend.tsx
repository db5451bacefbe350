/** What size and color of the dots stand for. */
import { useMemo } from "preact/hooks";
import { gradient } from "../../store/data/ramps";
import { shadesOf, type DotTable as Table } from "../../store/evidence/dots";
import { number } from "../../words";
import { useDots, useView } from "../common/context";

const SHOWN = [25, 50, 75, 100];

interface DotLegendProps {
  table: Table;
  /** Px of a dot of 100 %. */
  largest: number;
}

export function DotLegend({ table, largest }: DotLegendProps) {
  const dots = useDots();
  const view = useView();
  const scaled = dots.scaled.value;
  const shades = useMemo(() => shadesOf(table, scaled), [table, scaled]);
  return (
    <div class="cxw-dots-legend">
      <span class="cxw-dots-sizes" style={{ "--dot": `${largest}px` }}>
        {SHOWN.map((percent) => (
          <span key={percent}>
            <span class="cxw-dots-place" style={{ "--part": Math.sqrt(percent / 100) }}>
              <span class="cxw-dots-dot" />
            </span>
            {percent}
          </span>
        ))}
        <span>% of cells</span>
      </span>
      <span class="cxw-dots-colors">
        <span>{shades.low === null ? "" : number(shades.low)}</span>
        <span class="cxw-ramp" style={{ background: gradient(view.plots.map.value) }} />
        <span>{shades.high === null ? "no values" : number(shades.high)}</span>
        <span class="cxw-nowrap">{scaled ? "mean, scaled" : `mean in ${table.layer}`}</span>
      </span>
    </div>
  );
}
