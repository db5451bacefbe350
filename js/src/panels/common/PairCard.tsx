/** Which two genes or numbers to see against each other, and where. */
import { useRef, useState } from "preact/hooks";
import { keyOfPair, type Pair } from "../../store/data/pairs";
import { useData, useView } from "./context";
import { GeneField } from "./GeneField";

interface PairCardProps {
  /** Those shown now. */
  pair: Pair | null;
  /** It is for the second pane. */
  second: boolean;
}

export function PairCard({ pair, second }: PairCardProps) {
  const card = useRef<HTMLElement>(null);
  const data = useData();
  const view = useView();
  const [x, setX] = useState(pair?.[0] ?? null);
  const [y, setY] = useState(pair?.[1] ?? null);
  const [problem, setProblem] = useState<string | null>(null);
  const [loading, setLoading] = useState(false);

  const ready = x !== null && y !== null && !loading;
  const show = async (beside: boolean) => {
    if (x === null || y === null) return setProblem("Choose what goes along x and what along y");
    const key = keyOfPair([x, y]);
    setLoading(true);
    try {
      await data.prepare(key);
    } catch (error) {
      setProblem((error as Error).message);
      return;
    } finally {
      setLoading(false);
    }
    view.layer.close();
    view.plots.showPair(key, beside);
  };
  const pick = (take: (name: string) => void) => (name: string) => {
    take(name);
    setProblem(null);
  };
  /** After Enter, once what was typed has been taken, and before the next key is. */
  const goesOn = (next: string) => (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.isComposing) return;
    queueMicrotask(() => card.current?.querySelector<HTMLElement>(next)?.focus());
  };
  return (
    <section ref={card} class="cxw-card cxw-pair-card" aria-label="Two genes or numbers" aria-busy={loading}>
      <h2>Two genes or numbers</h2>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: goes on to the next field */}
      <div class="cxw-pair-field" onKeyDown={goesOn("input[aria-label='Along y']")}>
        <span aria-hidden="true">x</span>
        <GeneField label="Along x" chosen={x} placeholder="Gene or number" numbers autofocus onPick={pick(setX)} />
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: goes on to the button */}
      <div class="cxw-pair-field" onKeyDown={goesOn("button.cxw-primary")}>
        <span aria-hidden="true">y</span>
        <GeneField label="Along y" chosen={y} placeholder="Gene or number" numbers onPick={pick(setY)} />
      </div>
      {problem !== null && (
        <p class="cxw-error" role="alert">
          {problem}
        </p>
      )}
      <div class="cxw-pair">
        <button
          type="button"
          class="cxw-button cxw-primary"
          aria-disabled={!ready}
          onClick={() => !loading && void show(second)}
        >
          {loading ? "Reading…" : "Show"}
        </button>
        {!second && (
          <button
            type="button"
            class="cxw-button"
            aria-disabled={!ready}
            title="In a second plot, beside the embedding"
            onClick={() => !loading && void show(true)}
          >
            Show beside
          </button>
        )}
        <button
          type="button"
          class="cxw-button"
          onClick={() => {
            setX(y);
            setY(x);
          }}
        >
          Swap
        </button>
      </div>
      <p class="cxw-hint">A box or lasso in it is a gate: it selects in both plots.</p>
    </section>
  );
}
