/** The lower edge: drag it, or arrow keys, for another height. */
import { useRef, useState } from "preact/hooks";
import { useTraits } from "./common/context";

const LEAST = 360;
const MOST = 2400;
const STEP = 40;

export function ResizeEdge({ height }: { height: number }) {
  const traits = useTraits();
  const start = useRef<{ y: number; height: number } | null>(null);
  const [dragging, setDragging] = useState(false);
  const resize = (to: number) => {
    const next = Math.round(Math.min(MOST, Math.max(LEAST, to)));
    if (next !== traits.height.peek()) traits.set("height", next);
  };
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
      data-dragging={dragging}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { y: event.clientY, height };
        setDragging(true);
      }}
      onPointerMove={(event) => {
        if (start.current) resize(start.current.height + event.clientY - start.current.y);
      }}
      onLostPointerCapture={() => {
        start.current = null;
        setDragging(false);
      }}
      onKeyDown={(event) => {
        const step = { ArrowDown: STEP, ArrowUp: -STEP }[event.key];
        if (step === undefined) return;
        event.preventDefault();
        resize(height + step);
      }}
    />
  );
}
