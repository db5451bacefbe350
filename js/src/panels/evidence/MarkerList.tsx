/** Marker genes as rows: what changes by how much, in which part of the cells, and which are kept as evidence. */
import { useEffect, useState } from "preact/hooks";
import type { Slice } from "../../store/store";
import { CheckBox } from "../../ui/CheckBox";
import { Icon } from "../../ui/icons";
import { openMenu } from "../../ui/Menu";
import { VirtualList } from "../../ui/VirtualList";
import type { MarkerRow, MarkerTable } from "../../wire/types";
import { share } from "../../words";
import {
  useColumns,
  useComposition,
  useFilters,
  useLabels,
  useLayers,
  useMarkers,
  useSelection,
  useTraits,
  useView,
} from "../common/context";
import { rowKey } from "../common/Row";
import { useCodes } from "../common/useCodes";
import { labelMenu, likelyLabel } from "./markerMenus";

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
      <div class="cxw-marker cxw-marker-heads" data-auc={auc} data-samples={samples} aria-hidden="true">
        <span />
        <span>gene</span>
        <span title="log2 fold change">log₂FC</span>
        <span title="Part of the cells that express it: above in the selection, below outside">in/out</span>
        {auc && <span title="How often a selected cell has more of it than another">AUC</span>}
        {samples && <span title={`In how many samples (${table.samples}) it goes the same way`}>agree</span>}
      </div>
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
            <Gene row={row} tabIndex={tabIndex} samples={table.samples} />
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

function Gene({ row, tabIndex, samples }: { row: MarkerRow; tabIndex: 0 | -1; samples: string | null }) {
  const traits = useTraits();
  const change = row.logFoldChange === null ? "–" : row.logFoldChange.toFixed(1);
  const words = [
    `log2 fold change ${change}, expressed by ${share(row.pctIn)} in, ${share(row.pctOut)} outside`,
    ...(row.auc === null ? [] : [`AUC ${row.auc.toFixed(2)}`]),
    ...(row.pAdjusted === null ? [] : [`adjusted p ${row.pAdjusted.toExponential(1)}`]),
    ...(row.nSamples === null ? [] : [`the same way in ${agreed(row)} of ${samples}`]),
  ];
  return (
    <>
      <button
        type="button"
        class="cxw-marker-gene cxw-ellipsis"
        tabIndex={tabIndex}
        aria-pressed={traits.color.value === row.key}
        aria-label={`Colour by ${row.gene}`}
        title={`${row.gene}: ${words.join(", ")}. Click to colour by it.`}
        onClick={() => traits.set("color", row.key)}
      >
        {row.gene}
      </button>
      <span class="cxw-marker-number">{change}</span>
      <span class="cxw-fractions" role="img" aria-label={`${share(row.pctIn)} in, ${share(row.pctOut)} outside`}>
        <i style={{ width: `${100 * row.pctIn}%` }} />
        <i style={{ width: `${100 * row.pctOut}%` }} />
      </span>
    </>
  );
}

function agreed({ nAgree, nSamples }: MarkerRow): string {
  return nSamples ? `${nAgree}/${nSamples}` : "–";
}

interface KeepProps {
  n: number;
  top: boolean;
  enabled: boolean;
  keep: (label: string) => void;
}

/** The label most of these cells have gets the genes by one click, any other by a menu. */
function KeepButton({ n, top, enabled, keep }: KeepProps) {
  const composition = useComposition();
  const selection = useSelection();
  const traits = useTraits();
  const labels = useLabels();
  const view = useView();
  const own = labels.inUse.value;
  useCodes(own?.name ?? "", own !== null);
  const label = likelyLabel({ labels, composition, selection });
  const readOnly = traits.status.value.state === "read-only";
  const disabled = readOnly || !own || own.labels.length === 0;
  const what = top ? `top ${n}` : n === 1 ? "1 gene" : `${n} genes`;
  const why = own && own.labels.length > 0 ? "Keep these genes with a label, as its evidence" : "Give a label first";
  // While other cells are compared the genes shown are not theirs: a click then does nothing, as it is about to change.
  const choose = (anchor: HTMLElement) => enabled && labelMenu(labels, view, anchor, keep);
  return (
    <div class="cxw-keep">
      <button
        type="button"
        class="cxw-button"
        disabled={disabled}
        title={label ? `Keep as evidence for ${label.name}` : why}
        {...(!label && { "aria-haspopup": "menu" as const })}
        onClick={(event) => (label ? enabled && keep(label.name) : choose(event.currentTarget))}
      >
        <Icon name="evidence" />
        <span class="cxw-ellipsis">
          Keep {what} for {label?.name ?? "…"}
        </span>
      </button>
      {label && (
        <button
          type="button"
          class="cxw-icon-button"
          disabled={disabled}
          aria-label="Keep as evidence for another label"
          title="For another label"
          aria-haspopup="menu"
          onClick={(event) => choose(event.currentTarget)}
        >
          <Icon name="down" />
        </button>
      )}
    </div>
  );
}

/** A range from the lowest value above zero on. */
async function onlyExpressing({ columns, filters }: Slice<"columns" | "filters">, gene: string): Promise<void> {
  const column = await columns.pull(gene);
  if (column.kind !== "number") return;
  let low = Number.POSITIVE_INFINITY;
  for (const value of column.values) if (value > 0 && value < low) low = value;
  if (Number.isFinite(low)) await filters.set(gene, { kind: "range", low, high: null });
}
