/** Genes by label: how many cells, how much; as large as the room for it allows. */
import { signal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { ChoiceMenu } from "../common/ChoiceMenu";
import { useDots, useGenes } from "../common/context";
import { GeneField } from "../common/GeneField";
import { MenuButton } from "../common/MenuButton";
import { useWatched } from "../common/useWatched";
import { DotLegend } from "./DotLegend";
import { DotTable } from "./DotTable";
import { useDotsMenu } from "./useDotsMenu";

export function DotsTab() {
  const genes = useGenes();
  const dots = useDots();
  useWatched(dots);
  const openMore = useDotsMenu();
  /** Px of the largest dot, as the plot has room: those of the key are as large. */
  const largest = useMemo(() => signal(12), []);
  const table = dots.table.value;
  if (!genes.any.value) return <p class="cxw-hint cxw-dots-none">This data has no genes to draw.</p>;
  if (dots.by.value === null) return <p class="cxw-hint cxw-dots-none">Make a category of labels first.</p>;
  return (
    <div class="cxw-dots-tab" aria-busy={dots.loading.value}>
      <div class="cxw-dots-tools">
        <ChoiceMenu
          label="Rows of the dot plot"
          title="Whose labels are the rows"
          now={dots.by.value}
          choices={dots.choices.value}
          onChoose={dots.goBy}
        />
        <Order />
        <div class="cxw-dots-add">
          <GeneField
            label="Add a gene to the dot plot"
            placeholder="Add genes"
            several
            onPick={(...names) => dots.add(names)}
          />
        </div>
        <MenuButton label="Menu of the dot plot" onOpen={openMore} />
        {table && <DotLegend table={table} largest={largest.value} />}
      </div>
      <div class="cxw-dots-said">
        {dots.problem.value !== null && (
          <p class="cxw-error" role="alert">
            {dots.problem.value}
          </p>
        )}
        {table && table.unknown.length > 0 && <p class="cxw-hint">Not in the data: {table.unknown.join(", ")}</p>}
        {table && table.leftOut > 0 && <p class="cxw-hint">Without the last {table.leftOut} genes: too many to draw</p>}
        {!table && dots.loading.value && <p class="cxw-hint">Reading…</p>}
        {!table && !dots.loading.value && dots.problem.value === null && (
          <p class="cxw-hint">Add genes, a gene set or the markers of the selection: rows are the labels.</p>
        )}
      </div>
      {table && <DotTable table={table} largest={largest} />}
    </div>
  );
}

function Order() {
  const dots = useDots();
  const clustered = dots.order.value === "clustered";
  return (
    <button
      type="button"
      class="cxw-button cxw-dots-order"
      aria-pressed={clustered}
      title="Rows with like values beside each other, instead of in the order of the labels"
      onClick={() => {
        dots.order.value = clustered ? "label" : "clustered";
      }}
    >
      Cluster rows
    </button>
  );
}
