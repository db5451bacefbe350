/** Gives what is written at the clusters as labels, all in one edit; the first category is made on the way. */
import type { Clustering } from "../../wire/clusters";
import { CategoryForm } from "../common/CategoryForm";
import { useClusters, useLabels, useTraits, useView } from "../common/context";

export function LabelThem({ clustering }: { clustering: Clustering }) {
  const clusters = useClusters();
  const labels = useLabels();
  const traits = useTraits();
  const view = useView();
  const category = labels.inUse.value?.name ?? null;
  const n = clusters.pending(category).size;
  const stale = clusters.resolution.value !== clustering.resolution;
  const readOnly = traits.status.value.state === "read-only";
  const give = async (to: string) => {
    await view.run(clusters.label(to));
    // the button is at rest then, and keys mean the plot: Ctrl+Z takes the labels back
    view.focusPlot();
    view.fold(`own:${labels.categories.peek().find(({ name }) => name === to)?.id}`, true);
  };
  const ask = (anchor: HTMLElement) => {
    if (category !== null) return void give(category);
    view.layer.open({
      kind: "popover",
      label: "New category",
      anchor,
      content: () => (
        <div class="cxw-card">
          <h2>A category for the labels</h2>
          <CategoryForm
            onCancel={() => view.layer.close()}
            onDone={(made) => {
              view.layer.close();
              void give(made);
            }}
          />
        </div>
      ),
    });
  };
  const all = labels.categories.value;
  return (
    <>
      {all.length > 1 && (
        <select
          class="cxw-clusters-which"
          aria-label="Category of the labels"
          value={category ?? ""}
          onChange={(event) => labels.use(event.currentTarget.value)}
        >
          {all.map(({ id, name }) => (
            <option key={id} value={name}>
              in {name}
            </option>
          ))}
        </select>
      )}
      <button
        type="button"
        class="cxw-button cxw-primary cxw-clusters-label"
        disabled={n === 0 || stale || readOnly}
        title={
          n === 0
            ? clusters.written.value.size > 0
              ? "All that is written was given; write another label to change it"
              : "Write what the clusters are first"
            : `In one edit${category === null ? "" : `, in ${category}`} (Ctrl+Enter in a field)`
        }
        onClick={(event) => ask(event.currentTarget)}
      >
        {n === 0 ? "Label clusters" : `Label ${n} ${n === 1 ? "cluster" : "clusters"}`}
      </button>
    </>
  );
}
