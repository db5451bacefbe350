/** Dragging an edge: from where it was pressed the size follows the pointer, until it lets go. */
import { useRef, useState } from "preact/hooks";

/** Towards this the part grows. */
const GROWS = {
  top: { axis: "clientY", sign: -1 },
  bottom: { axis: "clientY", sign: 1 },
  left: { axis: "clientX", sign: -1 },
  right: { axis: "clientX", sign: 1 },
} as const;
const KEYS = {
  top: { ArrowUp: 1, ArrowDown: -1 },
  bottom: { ArrowUp: -1, ArrowDown: 1 },
  left: { ArrowLeft: 1, ArrowRight: -1 },
  right: { ArrowLeft: -1, ArrowRight: 1 },
} as const;

export type Edge = keyof typeof GROWS;

/** `edge`: the one of the part that is dragged; `step`: px of a press on an arrow key. */
export function useDragSize(edge: Edge, size: number, step: number, resize: (px: number) => void) {
  const start = useRef<{ at: number; size: number } | null>(null);
  const [dragging, setDragging] = useState(false);
  const { axis, sign } = GROWS[edge];
  return {
    "data-dragging": dragging,
    onPointerDown(event: PointerEvent) {
      (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
      start.current = { at: event[axis], size };
      setDragging(true);
    },
    onPointerMove(event: PointerEvent) {
      if (start.current) resize(start.current.size + sign * (event[axis] - start.current.at));
    },
    onLostPointerCapture() {
      start.current = null;
      setDragging(false);
    },
    onKeyDown(event: KeyboardEvent) {
      const towards = (KEYS[edge] as Record<string, number>)[event.key];
      if (towards === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      resize(size + towards * step);
    },
  };
}
