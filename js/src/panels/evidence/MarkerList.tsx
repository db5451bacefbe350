/** Marker genes as rows: what changes by how much, in which part of the cells, and which are kept as evidence. */
import { useEffect, useState } from "preact/hooks";
import { CheckBox } from "../../ui/CheckBox";
import { Icon } from "../../ui/icons";
import { openMenu } from "../../ui/Menu";
import { VirtualList } from "../../ui/VirtualList";
import type { MarkerRow, MarkerTable } from "../../wire/types";
import { useColumns, useFilters, useLabels, useLayers, useMarkers, useTraits, useView } from "../common/context";
import { rowKey } from "../common/Row";
import { KeepButton } from "./KeepButton";
import { agreed, MarkerGene } from "./MarkerGene";
import { labelMenu } from "./markerMenus";
import { onlyExpressing } from "./onlyExpressing";

/** Genes that are kept when none is picked. */
const TOP = 5;

export function MarkerList({ table, current }: { table: MarkerTable; current: boolean }) {
  const columns = useColumns();
  const filters = useFilters();
  const traits = useTraits();
  const layers = useLayers();
  const labels = useLabels();
  const markers = useMarkers();
  const view = useView();
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => setPicked(new Set()), [table]);
  const toggle = (id: string) => {
    const next = new Set(picked);
    if (!next.delete(id)) next.add(id);
    setPicked(next);
  };
  const samples = table.rows.some(({ nSamples }) => nSamples !== null);
  const auc = table.rows.some((row) => row.auc !== null);
  const sameLayer = table.layer === layers.current.value;
  const keepFor = (genes: readonly MarkerRow[]) => (label: string) => {
    const category = labels.inUse.peek()?.name ?? "";
    void view.run(markers.keep(category, label, genes));
  };
  const menu = (row: MarkerRow, anchor: HTMLElement) =>
    openMenu(view.layer, anchor, `Gene ${row.gene}`, [
      {
        choices: [
          { text: "Colour by", onSelect: () => traits.set("color", row.key) },
          {
            text: "Only cells that express it",
            // a range is of the layer in use, and what is above 0 in one need not be so in another
            ...(!sameLayer && { hint: `take values from ${table.layer} first` }),
            onSelect: () => void (sameLayer && view.attempt(onlyExpressing({ columns, filters }, row.key))),
          },
          {
            text: "Keep as evidence for",
            leads: true,
            onSelect: () => labelMenu(labels, view, anchor, keepFor([row])),
          },
        ],
      },
    ]);
  const chosen = picked.size > 0 ? table.rows.filter(({ id }) => picked.has(id)) : table.rows.slice(0, TOP);
  return (
    <>
      <KeepButton n={chosen.length} top={picked.size === 0} enabled={current} keep={keepFor(chosen)} />
      <Heads auc={auc} samples={samples ? table.samples : null} />
      <VirtualList<MarkerRow>
        label="Marker genes"
        items={table.rows}
        keyOf={({ id }) => id}
        onKey={(row, event, place) => rowKey(event, place, () => traits.set("color", row.key))}
        row={(row, tabIndex) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: a short cut; the row's menu has a button and a key
          <div
            class="cxw-marker"
            data-auc={auc}
            data-samples={samples}
            onContextMenu={(event) => {
              const anchor = event.currentTarget.querySelector<HTMLElement>(".cxw-more");
              if (!anchor) return;
              event.preventDefault();
              menu(row, anchor);
            }}
          >
            <CheckBox
              label={`Pick ${row.gene}`}
              title="Pick for the evidence"
              state={picked.has(row.id) ? "all" : "none"}
              tabIndex={tabIndex}
              isStop
              onToggle={() => toggle(row.id)}
            />
            <MarkerGene row={row} tabIndex={tabIndex} samples={table.samples} layer={table.layer} />
            {auc && <span class="cxw-marker-number">{row.auc === null ? "" : row.auc.toFixed(2)}</span>}
            {samples && <span class="cxw-marker-number">{agreed(row)}</span>}
            <button
              type="button"
              class="cxw-more"
              aria-label={`Menu of gene ${row.gene}`}
              aria-haspopup="menu"
              tabIndex={tabIndex}
              onClick={(event) => menu(row, event.currentTarget)}
            >
              <Icon name="more" />
            </button>
          </div>
        )}
      />
    </>
  );
}

function Heads({ auc, samples }: { auc: boolean; samples: string | null }) {
  return (
    <div class="cxw-marker cxw-marker-heads" data-auc={auc} data-samples={samples !== null} aria-hidden="true">
      <span />
      <span>gene</span>
      <span title="log2 fold change">log₂FC</span>
      <span title="Part of the cells that express it: above in the selection, below outside">in/out</span>
      {auc && <span title="How often a selected cell has more of it than another">AUC</span>}
      {samples !== null && <span title={`In how many samples (${samples}) it goes the same way`}>agree</span>}
    </div>
  );
}
