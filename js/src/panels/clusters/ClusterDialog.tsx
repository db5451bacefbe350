/** How some cells are to be clustered, and how long it takes, before it is begun. */
import { useId, useState } from "preact/hooks";
import type { Of } from "../../store/evidence/clusters";
import { Field } from "../../ui/Field";
import { cells } from "../../words";
import { useClusters, useSelection, useView } from "../common/context";
import { DialogHead } from "../common/DialogHead";
import { useAnswer } from "../common/useAnswer";
import { Tick } from "../picture/Choices";
import { runClusters } from "./runClusters";

interface ClusterDialogProps {
  of: Of;
  n: number;
  /** These cells in words, where they are a label's. */
  what: string;
}

const USUAL = { nNeighbors: 15, resolution: 1, seed: 0 };

export function ClusterDialog({ of, n, what }: ClusterDialogProps) {
  const clusters = useClusters();
  const selection = useSelection();
  const view = useView();
  const id = useId();
  const { value: choices, problem } = useAnswer(() => clusters.choices(n), String(n));
  const [chosen, setChosen] = useState<string | null>(null);
  const [neighbors, setNeighbors] = useState(String(USUAL.nNeighbors));
  const [resolution, setResolution] = useState(String(USUAL.resolution));
  const [seed, setSeed] = useState(String(USUAL.seed));
  const [embed, setEmbed] = useState(true);
  const useRep = chosen ?? choices?.representations[0]?.key ?? null;
  const wrong = {
    neighbors: wrongNeighbors(neighbors, n),
    resolution: Number(resolution) > 0 && Number.isFinite(Number(resolution)) ? null : "A number above 0",
    seed: /^\d{1,9}$/.test(seed.trim()) ? null : "A whole number",
  };
  const fewest = choices?.fewest ?? 0;
  const tooFew = n < fewest ? `Clusters are of ${fewest} cells or more.` : null;
  const nothing =
    choices && choices.representations.length === 0
      ? "There is nothing to cluster by: adata.obsm has no representation such as X_pca or X_scVI. Compute one first, for example with sc.pp.pca(adata)."
      : null;
  const busy = clusters.running.value !== null ? "Clusters are being computed already." : null;
  const stopped = problem ?? nothing ?? tooFew ?? busy;
  const ready = useRep !== null && stopped === null && !wrong.neighbors && !wrong.resolution && !wrong.seed;
  const run = () => {
    if (!ready) return;
    view.layer.close();
    const how = {
      useRep,
      nNeighbors: Number(neighbors),
      resolution: Number(resolution),
      seed: Number(seed),
      embed,
    };
    void runClusters({ clusters, selection }, view, of, how);
  };
  return (
    <form
      class="cxw-cluster-form"
      aria-label="Cluster"
      onSubmit={(event) => {
        event.preventDefault();
        run();
      }}
    >
      <DialogHead title={`Cluster ${cells(n)}${what ? ` of ${what}` : ""}`} />
      <div class="cxw-cluster-fields">
        <div class="cxw-field cxw-cluster-rep">
          <label for={id}>By</label>
          <select
            id={id}
            value={useRep ?? ""}
            data-autofocus
            disabled={choices?.representations.length === 0}
            title="The array of adata.obsm that neighbours are found in; nothing is computed anew"
            onChange={(event) => setChosen(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== "Enter") return;
              event.preventDefault();
              run();
            }}
          >
            {(choices?.representations ?? []).map(({ key, nColumns }) => (
              <option key={key} value={key}>
                {key} ({nColumns} columns)
              </option>
            ))}
          </select>
        </div>
        <Field label="Neighbours" value={neighbors} error={wrong.neighbors} onInput={setNeighbors} onEnter={run} />
        <Field label="Resolution" value={resolution} error={wrong.resolution} onInput={setResolution} onEnter={run} />
        <Field label="Seed" value={seed} error={wrong.seed} onInput={setSeed} onEnter={run} />
      </div>
      <Tick
        label="An embedding of their own (UMAP)"
        title="Drawn beside the whole; it takes more than half of the time"
        on={embed}
        onTurn={setEmbed}
      />
      {stopped !== null ? (
        <p class="cxw-error" role="alert">
          {stopped}
        </p>
      ) : (
        <p class="cxw-hint" role="status">
          {choices
            ? `It takes ${embed ? choices.estimateEmbedded : choices.estimate}, and can be cancelled. adata stays as it is.`
            : "Looking what there is to go by …"}
        </p>
      )}
      <footer class="cxw-cluster-foot">
        <button type="button" class="cxw-button" onClick={view.layer.close}>
          Close
        </button>
        <button type="submit" class="cxw-button cxw-primary" disabled={!ready}>
          Cluster
        </button>
      </footer>
    </form>
  );
}

function wrongNeighbors(text: string, n: number): string | null {
  const wanted = Number(text);
  if (!/^\d{1,6}$/.test(text.trim()) || wanted < 2) return "A whole number of 2 or more";
  return wanted >= n ? `Fewer than the ${cells(n)}` : null;
}
