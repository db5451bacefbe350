/** Above the clusters: which they are, how fine, and what becomes of them. */
import { useState } from "preact/hooks";
import { Field } from "../../ui/Field";
import { Slider } from "../../ui/Slider";
import { TwoStep } from "../../ui/TwoStep";
import type { Clustering } from "../../wire/clusters";
import { cells } from "../../words";
import { useClusters, useTraits, useView } from "../common/context";
import { LabelThem } from "./LabelThem";

const FINEST = 4;

export function ClustersHead({ clustering }: { clustering: Clustering }) {
  const clusters = useClusters();
  const traits = useTraits();
  const view = useView();
  const { name, useRep, nNeighbors, embedded } = clustering;
  const all = clusters.all.value;
  const resolution = clusters.resolution.value;
  const n = clustering.clusters.reduce((sum, cluster) => sum + cluster.n, 0);
  const keep = (anchor: HTMLElement) =>
    view.layer.open({
      kind: "popover",
      label: "Keep in adata.obs",
      anchor,
      content: () => <KeepForm clustering={clustering} />,
    });
  return (
    <header class="cxw-by-bar cxw-clusters-head">
      {all.length > 1 ? (
        <select
          class="cxw-clusters-which"
          aria-label="Clusters"
          value={name}
          onChange={(event) => {
            clusters.look(event.currentTarget.value);
            traits.set("color", event.currentTarget.value);
          }}
        >
          {all.map((one) => (
            <option key={one.name} value={one.name}>
              {one.name}
            </option>
          ))}
        </select>
      ) : (
        <b>{name}</b>
      )}
      <span class="cxw-soft" title={`sc.pp.neighbors(n_neighbors=${nNeighbors}, use_rep="${useRep}"), sc.tl.leiden`}>
        {cells(n)} in {clustering.clusters.length}, by {useRep}
      </span>
      <Slider
        label="Resolution"
        text={resolution.toFixed(1)}
        value={resolution}
        min={0.1}
        max={Math.max(FINEST, resolution)}
        step={0.1}
        onInput={(value) => clusters.setResolution(Math.round(10 * value) / 10)}
      />
      <div class="cxw-clusters-look">
        {traits.color.value !== name && (
          <button type="button" class="cxw-link" onClick={() => traits.set("color", name)}>
            Colour by them
          </button>
        )}
        {embedded && view.plots.second.value !== name && traits.embedding.value !== name && (
          <button
            type="button"
            class="cxw-link"
            onClick={() => {
              view.plots.second.value = name;
            }}
          >
            Show their plot
          </button>
        )}
      </div>
      <div class="cxw-clusters-do">
        <LabelThem clustering={clustering} />
        <button type="button" class="cxw-button" aria-haspopup="dialog" onClick={(event) => keep(event.currentTarget)}>
          Keep in adata.obs …
        </button>
        <button type="button" class="cxw-button" onClick={() => void view.attempt(drop())}>
          Discard
        </button>
      </div>
    </header>
  );

  async function drop(): Promise<void> {
    await clusters.drop(clustering);
    if (view.plots.second.peek() === name) view.plots.second.value = null;
    view.say({ text: `Discarded ${name}`, undoes: null });
  }
}

function KeepForm({ clustering }: { clustering: Clustering }) {
  const clusters = useClusters();
  const view = useView();
  const [key, setKey] = useState(clustering.name.replace(/\s+/g, "_"));
  const [problem, setProblem] = useState<string | null>(null);
  const [inTheWay, setInTheWay] = useState<string | null>(null);
  const keep = async (overwrite: boolean) => {
    setProblem(null);
    try {
      const told = await clusters.keep(clustering, key, overwrite);
      if (told.column === null) setInTheWay(told.problem);
      else {
        view.layer.close();
        view.say({ text: `Wrote ${clustering.name} to adata.obs["${told.column}"]`, undoes: null });
      }
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  return (
    <form
      class="cxw-card cxw-form"
      aria-label="Keep in adata.obs"
      onSubmit={(event) => {
        event.preventDefault();
        void keep(false);
      }}
    >
      <h2>Keep {clustering.name}</h2>
      <Field
        label="Column of adata.obs"
        value={key}
        autofocus
        error={problem ?? inTheWay}
        hint="Cells outside have no value there. Nothing else of adata is changed."
        onInput={(text) => {
          setKey(text);
          setProblem(null);
          setInTheWay(null);
        }}
      />
      <div class="cxw-form-buttons">
        {inTheWay !== null ? (
          <TwoStep
            text="Write over it …"
            question={`What is in obs["${key}"] is lost. Write?`}
            onConfirm={() => keep(true)}
          />
        ) : (
          <button type="submit" class="cxw-button cxw-primary" disabled={key.trim() === ""}>
            Keep
          </button>
        )}
        <button type="button" class="cxw-button" onClick={view.layer.close}>
          Close
        </button>
      </div>
    </form>
  );
}
