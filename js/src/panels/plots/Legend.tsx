/** What the colors of a number mean. A click changes them; it is dragged where one likes, or folded to a bar. */
import { useLayoutEffect, useRef } from "preact/hooks";
import { missingIn } from "../../store/data/clip";
import type { Coordinates } from "../../store/data/embeddings";
import { pairOf } from "../../store/data/pairs";
import { gradient } from "../../store/data/ramps";
import { Icon } from "../../ui/icons";
import { Swatch } from "../../ui/Swatch";
import { cells, number } from "../../words";
import { useColorBy, useView } from "../common/context";
import { OUTDATED, useOutdated } from "../common/Outdated";
import { ScaleCard } from "./ScaleCard";
import { type Crowd, useLegendPlace } from "./useLegendPlace";

interface LegendProps {
  /** Null until the plot is there. */
  crowd: Crowd | null;
  coordinates: Coordinates | null;
  /** Something is written in the lower left corner. */
  note: boolean;
  /** It stands below the plot, which leaves it the room. */
  onBelow: (below: boolean) => void;
}

export function Legend(props: LegendProps) {
  const colorBy = useColorBy();
  const view = useView();
  const picture = colorBy.picture.value;
  const shown = view.plots.values.value;
  if (picture.kind !== "values" || !shown) return null;
  return <OfNumber {...props} name={picture.name} missing={missingIn(shown.values)} />;
}

function OfNumber({
  crowd,
  coordinates,
  note,
  onBelow,
  name,
  missing,
}: LegendProps & { name: string; missing: number }) {
  const view = useView();
  const figure = useRef<HTMLElement>(null);
  const { legend } = view.plots;
  const scale = view.plots.scale.value;
  const folded = legend.folded.value;
  const outdated = useOutdated(name) !== null;
  const part = view.looking.part.value;
  const { place, onPointerDown, onKeyDown, isDrag } = useLegendPlace(figure, legend, {
    crowd,
    cells: [coordinates, part, missing > 0, outdated, view.plots.points.value],
    axes: pairOf(coordinates?.key) !== null,
    note,
    banner: part !== null,
  });
  const below = place === "below";
  useLayoutEffect(() => {
    onBelow(below);
    return () => onBelow(false);
  }, [below, onBelow]);
  const [low, high] = scale ? [number(scale.low), number(scale.high)] : ["no values", ""];
  const text = scale ? `${name}: ${low} to ${high}` : `${name}: no values`;
  const openCard = (anchor: HTMLElement) =>
    view.layer.open({ kind: "popover", label: "Colours of numbers", anchor, content: () => <ScaleCard /> });
  return (
    <figure
      ref={figure}
      class="cxw-legend"
      aria-label={text}
      data-place={below ? "below" : "floating"}
      data-folded={folded}
      style={below ? {} : { left: `${place.left}px`, top: `${place.top}px` }}
      onPointerDown={onPointerDown}
    >
      <button
        type="button"
        class="cxw-legend-grip"
        aria-label="Move the legend"
        title="Drag the legend, or press arrows; double click: back to a free corner"
        onKeyDown={onKeyDown}
        onDblClick={() => {
          legend.place.value = null;
        }}
      >
        <Icon name="grip" />
      </button>
      <button
        type="button"
        class="cxw-legend-main"
        aria-haspopup="dialog"
        title={`${folded ? `${text}. ` : ""}${outdated ? `${OUTDATED}. ` : ""}Colour map and ends`}
        onClick={(event) => isDrag(event) || openCard(event.currentTarget)}
      >
        {/* its name is what is seen, so that who speaks to the page can say it */}
        <span class="cxw-spoken">Colours of </span>
        <span class={folded ? "cxw-spoken" : "cxw-legend-name cxw-ellipsis"} title={name} dir="auto">
          {name}
        </span>
        <span class="cxw-ramp" style={{ background: gradient(view.plots.map.value) }} />
        {!folded && (
          <span class="cxw-ramp-ends">
            <span>{scale?.below ? `≤ ${low}` : low}</span>
            <span>{scale?.above ? `≥ ${high}` : high}</span>
          </span>
        )}
        {!folded && outdated && <span class="cxw-legend-missing">labels changed since</span>}
        {!folded && missing > 0 && (
          <span class="cxw-legend-missing">
            <Swatch /> no value: {cells(missing)}
          </span>
        )}
      </button>
      <button
        type="button"
        class="cxw-legend-fold"
        aria-label={folded ? "Unfold the legend" : "Fold the legend"}
        title={folded ? "Unfold the legend" : "Fold the legend"}
        aria-expanded={!folded}
        onClick={(event) => {
          if (!isDrag(event)) legend.folded.value = !folded;
        }}
      >
        <Icon name={folded ? "right" : "down"} />
      </button>
    </figure>
  );
}
