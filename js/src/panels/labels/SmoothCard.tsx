/** What smoothing a category would change, before it is done: how many cells of which label, and which. */
import { useState } from "preact/hooks";
import { Slider } from "../../ui/Slider";
import { Swatch } from "../../ui/Swatch";
import type { Name } from "../../wire/values";
import { cells, count } from "../../words";
import { useLabels, useNeighbors, useSelection, useTraits, useView } from "../common/context";
import { useAnswer } from "../common/useAnswer";

interface SmoothCardProps {
  /** By its id. */
  category: number;
  graph: string;
}

export function SmoothCard({ category, graph }: SmoothCardProps) {
  const labels = useLabels();
  const neighbors = useNeighbors();
  const selection = useSelection();
  const traits = useTraits();
  const view = useView();
  const [percent, setPercent] = useState(80);
  const [sending, setSending] = useState(false);
  const here = labels.categories.value.find(({ id }) => id === category);
  const name = here?.name ?? "";
  const {
    value: foreseen,
    problem,
    current,
  } = useAnswer(
    () => neighbors.foresee(name, graph, percent / 100),
    JSON.stringify([name, graph, percent, traits.revision.value]),
  );
  const colors = new Map(here?.labels.map((label) => [label.name, label.color]));
  const readOnly = traits.status.value.state === "read-only";
  const n = foreseen?.n ?? 0;
  const ready = current && !sending && n > 0;
  const smooth = () => {
    if (!foreseen) return;
    setSending(true);
    view.layer.close();
    void view.run(neighbors.smooth(foreseen));
  };
  const named = (label: Name) => (
    <span class="cxw-smooth-label" title={label ?? "unassigned"}>
      <Swatch color={label === null ? undefined : colors.get(label)} />
      <span class="cxw-ellipsis" dir="auto">
        {label ?? "unassigned"}
      </span>
    </span>
  );
  return (
    <section class="cxw-card cxw-smooth" role="dialog" aria-label={`Smooth ${name}`} aria-busy={!current}>
      <h2>Smooth {name}</h2>
      <p class="cxw-hint">Isolated cells get the label that nearly all of their neighbours have (along {graph}).</p>
      <Slider
        label="Neighbours that agree"
        value={percent}
        min={55}
        max={100}
        step={5}
        text={`${percent} % or more`}
        onInput={setPercent}
      />
      {problem !== null ? (
        <p class="cxw-error" role="alert">
          {problem}
        </p>
      ) : (
        <>
          <p role="status" aria-label="What would change">
            {foreseen === null ? "Looking …" : n === 0 ? "No cell is isolated." : `${cells(n)} would change:`}
          </p>
          {foreseen !== null && foreseen.nDecided > 0 && (
            <p class="cxw-hint">
              {`${cells(foreseen.nDecided)} more ${foreseen.nDecided === 1 ? "is" : "are"} left alone: decided in a review.`}
            </p>
          )}
          {n > 0 && (
            <ul class="cxw-smooth-pairs cxw-scroll" aria-label="Labels before and after">
              {foreseen?.pairs.map(({ label, suggested, nCells }) => (
                <li key={`${label}/${suggested}`}>
                  {named(label)}
                  <span class="cxw-faint" aria-hidden="true">
                    →
                  </span>
                  {named(suggested)}
                  <span class="cxw-smooth-count">{count(nCells)}</span>
                </li>
              ))}
            </ul>
          )}
        </>
      )}
      <div class="cxw-smooth-foot">
        <button
          type="button"
          class="cxw-button cxw-primary"
          data-autofocus
          disabled={!ready || readOnly}
          onClick={smooth}
        >
          Smooth
        </button>
        <button
          type="button"
          class="cxw-button"
          disabled={!ready}
          title="Select these cells, to see them in the plot"
          onClick={() => foreseen && void view.attempt(selection.these(foreseen.mask, `isolated in ${name}`))}
        >
          Select them
        </button>
        <button type="button" class="cxw-button" onClick={view.layer.close}>
          Cancel
        </button>
      </div>
    </section>
  );
}
