/** The lower edge: drag it, or arrow keys, for another height. */
import { useTraits } from "./common/context";
import { useDragSize } from "./common/useDragSize";

const LEAST = 360;
const MOST = 2400;
const STEP = 40;

export function ResizeEdge({ height }: { height: number }) {
  const traits = useTraits();
  const drag = useDragSize("bottom", height, STEP, (to) => {
    const next = Math.round(Math.min(MOST, Math.max(LEAST, to)));
    if (next !== traits.height.peek()) traits.set("height", next);
  });
  return (
    // biome-ignore lint/a11y/useSemanticElements: hr can't be operated
    <div
      class="cxw-edge"
      role="separator"
      aria-orientation="horizontal"
      aria-label="Height"
      aria-valuenow={height}
      aria-valuemin={LEAST}
      aria-valuemax={MOST}
      tabIndex={0}
      {...drag}
    />
  );
}
