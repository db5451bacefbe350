/** What the colours of a number mean. */
import { useMemo } from "preact/hooks";
import { viridis } from "../store/viridis";
import { number } from "../words";
import { useHere } from "./context";

function gradient(): string {
  const ramp = viridis();
  const stops = Array.from({ length: 17 }, (_, i) => {
    const at = 4 * Math.min(255, i * 16);
    return `rgb(${ramp[at]} ${ramp[at + 1]} ${ramp[at + 2]})`;
  });
  return `linear-gradient(to right, ${stops.join(", ")})`;
}

export function Legend() {
  const { store } = useHere();
  const background = useMemo(gradient, []);
  const picture = store.colour.picture.value;
  if (picture.kind !== "values") return null;
  const { name, range } = picture;
  const [low, high] = range ? [number(range.low), number(range.high)] : ["no values", ""];
  return (
    <figure class="cxw-legend" aria-label={range ? `${name}: ${low} to ${high}` : `${name}: no values`}>
      <figcaption class="cxw-ellipsis" title={name}>
        {name}
      </figcaption>
      <div class="cxw-ramp" style={{ background }} />
      <div class="cxw-ramp-ends">
        <span>{low}</span>
        <span>{high}</span>
      </div>
    </figure>
  );
}
