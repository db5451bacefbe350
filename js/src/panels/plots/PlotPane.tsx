/** One embedding, and what lies over it: its tools, the hover card, notes. */
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { type Coordinates, missingAmong } from "../../store/data/embeddings";
import { pairOf } from "../../store/data/pairs";
import { cells } from "../../words";
import {
  useColorBy,
  useData,
  useOwnCodes,
  useProblems,
  useRegions,
  useSelection,
  useTissue,
  useTraits,
  useView,
} from "../common/context";
import { bindPlot } from "./bindPlot";
import { Elsewhere } from "./Elsewhere";
import { HoverCard } from "./HoverCard";
import { Legend } from "./Legend";
import { PaneTools } from "./PaneTools";
import { TissueButton } from "./TissueButton";
import type { Crowd } from "./useLegendPlace";

interface PlotPaneProps {
  /** 0: shows the embedding that Python knows of; 1: the second one of this view. */
  nth: 0 | 1;
  theme: "light" | "dark";
  /** The controls at its upper left corner. */
  children: ComponentChildren;
}

export function PlotPane({ nth, theme, children }: PlotPaneProps) {
  const selection = useSelection();
  const ownCodes = useOwnCodes();
  const traits = useTraits();
  const problems = useProblems();
  const data = useData();
  const colorBy = useColorBy();
  const tissue = useTissue();
  const regions = useRegions();
  const view = useView();
  const host = useRef<HTMLDivElement>(null);
  const bound = useRef<ReturnType<typeof bindPlot> | null>(null);
  const [coordinates, setCoordinates] = useState<Coordinates | null>(null);
  const [crowd, setCrowd] = useState<Crowd | null>(null);
  /** The legend stands below the plot. */
  const [strip, setStrip] = useState(false);
  useLayoutEffect(() => {
    if (!host.current) return;
    const ended = new AbortController();
    const shown = nth === 0 ? data.coordinates : data.follow(view.plots.second, ended.signal);
    bound.current = bindPlot(
      host.current,
      { colorBy, data, selection, ownCodes, tissue, regions },
      view,
      { nth, coordinates: shown },
      ended.signal,
    );
    const { crowd } = bound.current;
    setCrowd(() => crowd);
    const stop = shown.subscribe(setCoordinates);
    return () => {
      stop();
      ended.abort();
    };
  }, [data, colorBy, selection, ownCodes, tissue, regions, view, nth]);
  useLayoutEffect(() => bound.current?.setTheme(theme), [theme]);
  const part = view.looking.part.value?.mask ?? null;
  const nMissing = useMemo(() => {
    const section = data.dataset.value?.embeddings.find(({ key }) => key === coordinates?.key)?.section ?? null;
    // of one section, cells of others are told of apart
    if (!part || !coordinates || section !== null) return data.nMissing(coordinates?.key);
    return missingAmong(coordinates.xy, part);
  }, [part, coordinates, data.dataset.value]);
  const isWaiting = !coordinates && problems.sentences.value.length === 0;
  const isLoading = nth === 0 && colorBy.loading.value;
  const shown = data.dataset.value?.embeddings.find(({ key }) => key === coordinates?.key);
  const nElsewhere = shown?.nElsewhere ?? 0;
  const note = isWaiting || isLoading || nMissing > 0 || nElsewhere > 0;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields
    <div
      class="cxw-pane"
      data-axes={pairOf(coordinates?.key) !== null}
      data-strip={strip}
      data-tissue={coordinates !== null && data.isDown(coordinates.key)}
      role="group"
      aria-label={nth === 0 ? "Plot" : "Second plot"}
    >
      <div class="cxw-plot" ref={host} data-ready={coordinates !== null} />
      {nth === 0 && <Legend crowd={crowd} coordinates={coordinates} note={note} onBelow={setStrip} />}
      <HoverCard pane={nth} />
      <div class="cxw-corner">
        {isWaiting && <p>Waiting for the cells…</p>}
        {isLoading && <p>Loading {traits.color.value}…</p>}
        {nMissing > 0 && <p>{cells(nMissing)} without coordinates</p>}
        {nElsewhere > 0 && coordinates && (
          <Elsewhere n={nElsewhere} made={shown?.made ?? false} coordinates={coordinates} />
        )}
      </div>
      <div class="cxw-pane-head">{children}</div>
      <PaneTools nth={nth} onFit={() => bound.current?.fit()} onZoomToSelected={() => bound.current?.zoomToSelected()}>
        <TissueButton nth={nth} />
      </PaneTools>
    </div>
  );
}
