/** The embedding, and what lies over it: hover card, legend, notes. */
import { useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "../ui/icons";
import { cells } from "../words";
import { bindPlot } from "./bindPlot";
import { useHere } from "./context";
import { HoverCard } from "./HoverCard";
import { Legend } from "./Legend";

export function PlotPane({ theme }: { theme: "light" | "dark" }) {
  const { store, view } = useHere();
  const host = useRef<HTMLDivElement>(null);
  const bound = useRef<ReturnType<typeof bindPlot> | null>(null);
  useLayoutEffect(() => {
    if (!host.current) return;
    const ended = new AbortController();
    bound.current = bindPlot(host.current, store, view, ended.signal);
    return () => ended.abort();
  }, [store, view]);
  useLayoutEffect(() => bound.current?.setTheme(theme), [theme]);

  const nMissing = store.data.nMissing.value;
  return (
    <>
      <div class="cxw-plot" ref={host} data-ready={store.data.coordinates.value !== null} />
      <Legend />
      <HoverCard />
      <div class="cxw-corner">
        {!store.data.coordinates.value && store.problems.sentences.value.length === 0 && <p>Waiting for the cells…</p>}
        {store.colour.loading.value && <p>Loading {store.traits.color.value}…</p>}
        {nMissing > 0 && <p>{cells(nMissing)} without coordinates</p>}
      </div>
      <button
        type="button"
        class="cxw-icon-button cxw-fit"
        aria-label="Show all cells"
        title="Show all cells (double click)"
        onClick={() => bound.current?.fit()}
      >
        <Icon name="fit" />
      </button>
    </>
  );
}
