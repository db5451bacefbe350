/** Size and opacity of the points, as factors of what suits the number of cells. */

import { Slider } from "../../ui/Slider";
import { PLAIN_POINTS } from "../../view/plotSettings";
import { useData, useTissue, useTraits, useView } from "../common/context";
import { sectionsOf } from "./sections";

/** Each step is the same factor, so that a half and twice are equally far from 1. */
const DOUBLINGS = { min: -2, max: 2, step: 0.125 };

export function PointsCard() {
  const view = useView();
  const data = useData();
  const traits = useTraits();
  const tissue = useTissue();
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
  const { trueToScale } = view.plots;
  const known = ([0, 1] as const).some((nth) => {
    const library = sectionsOf(nth, { data, traits }, view.plots).shown?.library ?? null;
    return library !== null && tissue.of(library)?.spotDiameter != null;
  });
  const plain = points.value.size === 1 && points.value.opacity === 1;
  return (
    <section class="cxw-card cxw-points-card" aria-label="Points">
      <h2>Points</h2>
      {slider("size", "Size")}
      {slider("opacity", "Opacity")}
      {known && (
        <label class="cxw-tissue-shown">
          <input
            type="checkbox"
            class="cxw-check"
            checked={trueToScale.value}
            onChange={({ currentTarget }) => {
              trueToScale.value = currentTarget.checked;
            }}
          />
          Spots true to scale
        </label>
      )}
      <p class="cxw-hint">
        {known && trueToScale.value
          ? "1 × is the size of a spot on the tissue."
          : "1 × suits the number of cells in view."}
      </p>
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
