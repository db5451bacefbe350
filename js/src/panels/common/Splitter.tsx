/** An edge between two parts of the box: drag it, or arrow keys, for another size. */
import { type Edge, useDragSize } from "./useDragSize";

interface SplitterProps {
  label: string;
  /** The edge of the part whose size it is. */
  edge: Exclude<Edge, "bottom">;
  size: number;
  onResize: (px: number) => void;
}

const STEP = 24;

export function Splitter({ label, edge, size, onResize }: SplitterProps) {
  const drag = useDragSize(edge, size, STEP, onResize);
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
      {...drag}
    />
  );
}
