/** Which two components of one array to see: each change is shown at once. */
import { useState } from "preact/hooks";
import { keyOfPair, type Pair } from "../../store/data/pairs";

interface ComponentsCardProps {
  /** Of the array. */
  name: string;
  /** What its components are called; empty: another column is called so, and they can't be named. */
  axes: readonly string[];
  /** Those shown now. */
  pair: Pair | null;
  show: (key: string) => void;
}

export function ComponentsCard({ name, axes, pair, show }: ComponentsCardProps) {
  const known = axes.filter((axis) => axis !== "");
  const [[x, y], choose] = useState<Pair>(pair ?? [known[0] ?? "", known[1] ?? known[0] ?? ""]);
  const take = (next: Pair) => {
    choose(next);
    show(keyOfPair(next));
  };
  return (
    <section class="cxw-card cxw-components-card" aria-label={`Components of ${name}`}>
      <h2>Components of {name}</h2>
      <Component along="x" known={known} chosen={x} autofocus onChoose={(next) => take([next, y])} />
      <Component along="y" known={known} chosen={y} onChoose={(next) => take([x, next])} />
      <div class="cxw-pair">
        {pair === null && (
          <button type="button" class="cxw-button cxw-primary" onClick={() => take([x, y])}>
            Show
          </button>
        )}
        <button type="button" class="cxw-button" onClick={() => take([y, x])}>
          Swap
        </button>
      </div>
    </section>
  );
}

interface ComponentProps {
  along: "x" | "y";
  known: readonly string[];
  chosen: string;
  autofocus?: boolean;
  onChoose: (name: string) => void;
}

function Component({ along, known, chosen, autofocus, onChoose }: ComponentProps) {
  const at = known.indexOf(chosen);
  const step = (by: 1 | -1) => {
    const next = known[at + by];
    return (
      <button
        type="button"
        class="cxw-icon-button"
        aria-label={`${by > 0 ? "Next" : "Former"} component along ${along}`}
        title={next ?? ""}
        aria-disabled={next === undefined}
        onClick={() => next !== undefined && onChoose(next)}
      >
        {by > 0 ? "+" : "−"}
      </button>
    );
  };
  return (
    <div class="cxw-component">
      <span aria-hidden="true">{along}</span>
      <select
        aria-label={`Component along ${along}`}
        value={chosen}
        data-autofocus={autofocus || undefined}
        onChange={(event) => onChoose(event.currentTarget.value)}
      >
        {known.map((name) => (
          <option key={name} value={name} selected={name === chosen}>
            {name}
          </option>
        ))}
      </select>
      {step(-1)}
      {step(1)}
    </div>
  );
}
