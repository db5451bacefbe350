/** An edge between two parts of the box: drag it, or arrow keys, for another size. */
import { useRef, useState } from "preact/hooks";

interface SplitterProps {
  label: string;
  /** The edge of the part whose size it is. */
  edge: "top" | "left" | "right";
  size: number;
  onResize: (px: number) => void;
}

const STEP = 24;
/** Towards these the part grows. */
const GROWS = {
  top: { axis: "clientY", sign: -1, keys: { ArrowUp: STEP, ArrowDown: -STEP } },
  left: { axis: "clientX", sign: -1, keys: { ArrowLeft: STEP, ArrowRight: -STEP } },
  right: { axis: "clientX", sign: 1, keys: { ArrowRight: STEP, ArrowLeft: -STEP } },
} as const;

export function Splitter({ label, edge, size, onResize }: SplitterProps) {
  const start = useRef<{ at: number; size: number } | null>(null);
  const [dragging, setDragging] = useState(false);
  const { axis, sign, keys } = GROWS[edge];
  return (
    // biome-ignore lint/a11y/useSemanticElements: hr can't be operated
    <div
      class="cxw-splitter"
      role="separator"
      aria-orientation={edge === "top" ? "horizontal" : "vertical"}
      aria-label={label}
      aria-valuenow={Math.round(size)}
      tabIndex={0}
      data-edge={edge}
      data-dragging={dragging}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { at: event[axis], size };
        setDragging(true);
      }}
      onPointerMove={(event) => {
        if (start.current) onResize(start.current.size + sign * (event[axis] - start.current.at));
      }}
      onLostPointerCapture={() => {
        start.current = null;
        setDragging(false);
      }}
      onKeyDown={(event) => {
        const step = (keys as Record<string, number>)[event.key];
        if (step === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        onResize(size + step);
      }}
    />
  );
}
