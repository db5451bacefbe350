/** Neighbours are offered to be computed, where the data has no graph of them: on what, how far it is, and a way out. */
import { useEffect, useState } from "preact/hooks";
import { useNeighbors, useView } from "./context";
import { DialogHead } from "./DialogHead";
import { useAnswer } from "./useAnswer";

/** `then`: is given the name of the graph when there is one. */
export function NeighborsCard({ then }: { then: (graph: string) => void }) {
  const neighbors = useNeighbors();
  const view = useView();
  const { value: known, problem: none } = useAnswer(() => neighbors.representations(), "");
  const [chosen, choose] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const running = neighbors.running.value;
  // whoever closes the card waits for nothing any more
  useEffect(() => () => neighbors.callOff(), [neighbors]);

  const on = known?.find(({ key }) => key === chosen) ?? known?.[0] ?? null;
  const compute = async () => {
    if (on === null) return;
    setProblem(null);
    try {
      const graph = await neighbors.compute(on.key);
      if (graph === null) return;
      view.layer.close();
      then(graph);
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  const said = problem ?? none;
  return (
    <section class="cxw-neighbors">
      <DialogHead title="No graph of neighbours yet" />
      <p class="cxw-hint">
        adata.obsp has no weights between cells. They can be computed here, 15 neighbours a cell; adata stays as it is.
      </p>
      <label class="cxw-neighbors-on">
        <span>On</span>
        <select
          aria-label="Representation"
          disabled={running || on === null}
          value={on?.key ?? ""}
          onChange={(event) => choose(event.currentTarget.value)}
        >
          {known?.map(({ key, nColumns }) => (
            <option key={key} value={key} selected={key === on?.key}>
              {key} ({nColumns} columns)
            </option>
          ))}
        </select>
      </label>
      {on?.plot && <p class="cxw-hint">This is a plot: distances in it are those of a picture.</p>}
      {said !== null && (
        <p class="cxw-error" role="alert">
          {said}
        </p>
      )}
      {running ? (
        <div class="cxw-progress">
          <div role="progressbar" aria-label="Computing neighbours">
            <i data-unknown />
          </div>
          <button type="button" class="cxw-link" data-autofocus onClick={neighbors.callOff}>
            Cancel
          </button>
        </div>
      ) : (
        <button
          type="button"
          class="cxw-button cxw-primary"
          data-autofocus
          disabled={on === null}
          onClick={() => void compute()}
        >
          Compute neighbours{on ? ` on ${on.key}` : ""}
        </button>
      )}
    </section>
  );
}
