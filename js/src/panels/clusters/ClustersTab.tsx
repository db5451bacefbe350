/** Clusters of some of the cells in the dock: a row a cluster with its genes, and a field for what it is. */
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { focusOn } from "../../ui/focus";
import type { Running } from "../../wire/clusters";
import { cells } from "../../words";
import { useClusters, useView } from "../common/context";
import { ClusterRows } from "./ClusterRows";
import { ClustersHead } from "./ClustersHead";

export function ClustersTab() {
  const clusters = useClusters();
  const now = clusters.current.value;
  const running = clusters.running.value;
  const problem = clusters.problem.value;
  const place = useRef<HTMLElement>(null);
  const made = running !== null && running.name === null;
  // whoever waited for them goes on in the first field
  const waited = useRef(false);
  useEffect(() => {
    if (made) waited.current = true;
    else if (waited.current) {
      waited.current = false;
      const root = place.current?.getRootNode() as ShadowRoot | undefined;
      const elsewhere =
        root?.activeElement &&
        !place.current?.contains(root.activeElement) &&
        root.activeElement.matches("input, select, textarea");
      if (now && !elsewhere) focusOn(place.current?.querySelector<HTMLElement>(".cxw-clusters-rows input"));
    }
  }, [made, now]);
  return (
    <section ref={place} class="cxw-by-tab cxw-clusters" aria-label="Clusters" aria-busy={running !== null}>
      {running !== null && (made || now === null) && <Progress running={running} />}
      {now === null && running === null && (
        <p class="cxw-hint cxw-by-empty">
          Nothing was clustered yet. Select some cells and choose “Cluster these …” in the menu at the selection, or in
          that of a label.
        </p>
      )}
      {now !== null && !made && (
        <>
          <ClustersHead clustering={now} />
          {problem !== null && (
            <p class="cxw-error cxw-by-said" role="alert">
              {problem}
            </p>
          )}
          {now.notes.map((note) => (
            <p key={note} class="cxw-hint cxw-by-said">
              {note}
            </p>
          ))}
          <ClusterRows clustering={now} />
        </>
      )}
    </section>
  );
}

const STEPS: Readonly<Record<string, string>> = {
  starting: "Starting scanpy",
  neighbors: "Finding neighbours",
  clusters: "Finding clusters",
  embedding: "Computing the embedding",
};

function Progress({ running }: { running: Running }) {
  const clusters = useClusters();
  const view = useView();
  const cancel = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => focusOn(cancel.current), []);
  const steps = Object.keys(STEPS).slice(0, running.embed ? 4 : 3);
  const at = Math.max(0, steps.indexOf(running.step));
  const minutes = Math.round(running.seconds / 60);
  const long = minutes < 1 ? "less than a minute" : `about ${minutes === 1 ? "a minute" : `${minutes} minutes`}`;
  return (
    <div class="cxw-clusters-progress">
      <p role="status">
        <b>Clustering {cells(running.nCells)}</b> · {STEPS[running.step] ?? running.step} …
      </p>
      <div class="cxw-progress">
        <div
          role="progressbar"
          aria-label={`Clustering, step ${at + 1} of ${steps.length}`}
          aria-valuemin={0}
          aria-valuemax={steps.length}
          aria-valuenow={at}
        >
          <i data-unknown />
        </div>
      </div>
      <p class="cxw-hint">
        Step {at + 1} of {steps.length}; {long} in all. One may select and label meanwhile.
      </p>
      <button ref={cancel} type="button" class="cxw-button" onClick={() => void view.attempt(clusters.cancel())}>
        Cancel
      </button>
    </div>
  );
}
