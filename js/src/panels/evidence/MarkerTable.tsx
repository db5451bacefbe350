/** All marker genes in a table: sorted, filtered, copied, coloured by, and kept as evidence. */
import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { isRanked, listed, type SortKey } from "../../store/evidence/markerListing";
import { openMenu } from "../../ui/Menu";
import { useMeasured } from "../../ui/useMeasured";
import { VirtualTable } from "../../ui/VirtualTable";
import type { MarkerRow, MarkerTable as Table } from "../../wire/types";
import { count } from "../../words";
import {
  useColumns,
  useDots,
  useFilters,
  useLabels,
  useLayers,
  useMarkers,
  useTraits,
  useView,
} from "../common/context";
import { rowKey } from "../common/Row";
import { KeepButton } from "./KeepButton";
import { MarkerTools } from "./MarkerTools";
import { markerColumns } from "./markerColumns";
import { labelMenu } from "./markerMenus";
import { columnsThatFit } from "./markerRoom";
import { onlyExpressing } from "./onlyExpressing";
import { useHeldOrder } from "./useHeldOrder";
import { withoutModality } from "./withoutModality";

/** Genes that are kept when none is picked. */
const TOP = 5;

interface MarkerTableProps {
  table: Table;
  /** Whether it is of the cells selected now, compared as chosen now. */
  current: boolean;
  /** Whether it is of these, be it an estimate. */
  meant: boolean;
  how: ComponentChildren;
  /** What is said of the next one, over this one. */
  children: ComponentChildren;
}

export function MarkerTable({ table, current, meant, how, children }: MarkerTableProps) {
  const labels = useLabels();
  const traits = useTraits();
  const markers = useMarkers();
  const view = useView();
  const menu = useGeneMenu(table);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const estimated = useRef(false);
  useEffect(() => {
    // what was picked of an estimate stays picked of the exact table that takes its place
    if (!estimated.current || table.estimate !== null) setPicked(new Set());
    estimated.current = table.estimate !== null && meant;
  }, [table]);
  useEffect(() => {
    // of another comparison nothing stays picked, also where its exact table comes without an estimate
    if (!meant) estimated.current = false;
  }, [meant]);
  const toggle = (id: string) => {
    const next = new Set(picked);
    if (!next.delete(id)) next.add(id);
    setPicked(next);
  };
  const { sort, way, wanted, sortBy } = markers.listing;
  const place = useRef<HTMLDivElement>(null);
  const inOrder = useMemo(
    () => listed(table.rows, sort.value, way.value, wanted.value),
    [table, sort.value, way.value, wanted.value],
  );
  const { rows: shown, held } = useHeldOrder(table, inOrder, place);
  const [width, setWidth] = useState(600);
  useMeasured(place, setWidth);
  const longest = useMemo(
    () => table.rows.reduce((most, { gene }) => Math.max(most, withoutModality(gene, table.layer).length), 0),
    [table],
  );
  const all = markerColumns(table, {
    picked,
    toggle,
    color: traits.color.value,
    colorBy: (key) => traits.set("color", key),
    menu,
  });
  const offered = all.filter(({ id }) => id !== "pick" || view.layer.offers("keep_evidence"));
  const columns = columnsThatFit(offered, { width, longest, sort: sort.value.by });
  const keepFor = (genes: readonly MarkerRow[]) => (label: string) => {
    void view.run(markers.keep(labels.inUse.peek()?.name ?? "", label, genes));
  };
  // by the exact numbers: rows shown may be in the order of the estimate still
  const chosen = picked.size > 0 ? table.rows.filter(({ id }) => picked.has(id)) : inOrder.slice(0, TOP);
  const best = isRanked(sort.value, way.value) && wanted.value.trim() === "";
  const estimate = table.estimate !== null && `estimate from ${count(table.estimate)} cells`;
  const notes = [`${count(shown.length)} of ${count(table.rows.length)} genes.`, ...table.notes].join(" ");
  return (
    <>
      <div class="cxw-markers-tools">
        {how}
        <MarkerTools table={table} shown={shown} />
        {view.layer.offers("keep_evidence") && (
          <KeepButton
            n={chosen.length}
            which={picked.size > 0 ? "" : best ? "top" : "first"}
            enabled={current && chosen.length > 0}
            estimated={meant && table.estimate !== null}
            keep={keepFor(chosen)}
          />
        )}
      </div>
      {table.warnings.length > 0 && (
        // before the numbers, which may mean nothing
        <div class="cxw-markers-notes" role="status">
          {table.warnings.map((text) => (
            <p key={text} class="cxw-warning">
              {text}
            </p>
          ))}
        </div>
      )}
      <div
        class="cxw-markers-rows"
        ref={place}
        data-stale={!meant || undefined}
        data-estimate={(meant && table.estimate !== null) || undefined}
        data-bars={columns.some(({ id }) => id === "bars")}
      >
        {children}
        <VirtualTable<MarkerRow>
          label="Marker genes"
          columns={columns}
          items={shown}
          stays={held}
          keyOf={({ id }) => id}
          sort={sort.value}
          onSort={(id) => sortBy(id as SortKey)}
          onKey={(row, event, place) => rowKey(event, place, () => traits.set("color", row.key))}
          onMenu={(row, place) => {
            const anchor = place.querySelector<HTMLElement>(".cxw-more");
            if (anchor) menu(row, anchor);
          }}
        />
        {shown.length === 0 && <p class="cxw-hint cxw-markers-none">No gene is called so and goes this way.</p>}
      </div>
      <p class="cxw-hint cxw-ellipsis cxw-markers-foot" title={notes}>
        {/* there before its text is: else nobody hears of it */}
        <strong class="cxw-markers-estimate" role="status">
          {estimate}
        </strong>
        {notes}
      </p>
    </>
  );
}

function useGeneMenu(table: Table): (row: MarkerRow, anchor: HTMLElement) => void {
  const columns = useColumns();
  const filters = useFilters();
  const traits = useTraits();
  const layers = useLayers();
  const labels = useLabels();
  const markers = useMarkers();
  const dots = useDots();
  const view = useView();
  const sameLayer = table.layer === layers.current.value;
  const keep = (row: MarkerRow) => (label: string) =>
    void view.run(markers.keep(labels.inUse.peek()?.name ?? "", label, [row]));
  return (row, anchor) =>
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
          { text: "Add to the dot plot", needs: "dots", onSelect: () => dots.add([row.key]) },
          {
            text: "Keep as evidence for",
            needs: "keep_evidence",
            leads: true,
            onSelect: () => labelMenu(labels, view, anchor, keep(row)),
          },
        ],
      },
    ]);
}
