/** Size and opacity of the points, as factors of what suits the number of cells. */

import { Slider } from "../../ui/Slider";
import { PLAIN_POINTS } from "../../view/plotSettings";
import { useView } from "../common/context";

/** Each step is the same factor, so that a half and twice are equally far from 1. */
const DOUBLINGS = { min: -2, max: 2, step: 0.125 };

export function PointsCard() {
  const view = useView();
  const { points } = view.plots;
  const slider = (part: "size" | "opacity", label: string) => (
    <Slider
      label={label}
      {...DOUBLINGS}
      value={Math.log2(points.value[part])}
      text={`${Number(points.value[part].toPrecision(2))} ×`}
      onInput={(doublings) => {
        points.value = { ...points.peek(), [part]: 2 ** doublings };
      }}
    />
  );
  const plain = points.value.size === 1 && points.value.opacity === 1;
  return (
    <section class="cxw-card cxw-points-card" aria-label="Points">
      <h2>Points</h2>
      {slider("size", "Size")}
      {slider("opacity", "Opacity")}
      <p class="cxw-hint">1 × suits the number of cells in view.</p>
      <button
        type="button"
        class="cxw-button"
        aria-disabled={plain}
        onClick={() => {
          points.value = PLAIN_POINTS;
        }}
      >
        Reset
      </button>
    </section>
  );
}
