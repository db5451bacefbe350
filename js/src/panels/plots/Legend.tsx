/** What the colors of a number mean; a click changes them. */
import { missingIn } from "../../store/data/clip";
import { gradient } from "../../store/data/ramps";
import { Swatch } from "../../ui/Swatch";
import { cells, number } from "../../words";
import { useColorBy, useView } from "../common/context";
import { ScaleCard } from "./ScaleCard";

export function Legend() {
  const colorBy = useColorBy();
  const view = useView();
  const picture = colorBy.picture.value;
  const scale = view.plots.scale.value;
  const shown = view.plots.values.value;
  if (picture.kind !== "values" || !shown) return null;
  const { name } = picture;
  const missing = missingIn(shown.values);
  const [low, high] = scale ? [number(scale.low), number(scale.high)] : ["no values", ""];
  return (
    <figure class="cxw-legend" aria-label={scale ? `${name}: ${low} to ${high}` : `${name}: no values`}>
      <button
        type="button"
        aria-haspopup="dialog"
        title="Colour map and ends"
        onClick={({ currentTarget }) =>
          view.layer.open({
            kind: "popover",
            label: "Colours of numbers",
            anchor: currentTarget,
            content: () => <ScaleCard />,
          })
        }
      >
        {/* its name is what is seen, so that who speaks to the page can say it */}
        <span class="cxw-spoken">Colours of </span>
        <span class="cxw-legend-name cxw-ellipsis">{name}</span>
        <span class="cxw-ramp" style={{ background: gradient(view.plots.map.value) }} />
        <span class="cxw-ramp-ends">
          <span>{scale?.below ? `≤ ${low}` : low}</span>
          <span>{scale?.above ? `≥ ${high}` : high}</span>
        </span>
        {missing > 0 && (
          <span class="cxw-legend-missing">
            <Swatch /> no value: {cells(missing)}
          </span>
        )}
      </button>
    </figure>
  );
}
