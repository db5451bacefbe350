/** What is said over the plot stays clear of the legend: beyond it, where it would lie over it. */
import type { RefObject } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";
import { useMeasured } from "../../ui/useMeasured";
import { useView } from "../common/context";

const GAP = 8;

/**
 * The distance from an edge of the plot, in CSS pixels: `usual`, or beyond the legend. `said`: measured anew when it changes.
 */
export function useClear(
  list: RefObject<HTMLElement | null>,
  edge: "top" | "bottom",
  usual: number,
  said: unknown,
): number {
  const [distance, setDistance] = useState(usual);
  const [size, setSize] = useState("");
  // a button that comes later makes a message another line high
  useMeasured(list, (width, height) => setSize(`${width} x ${height}`));
  const { plots, room: rooms } = useView();
  // under the full dock the legend is not seen
  const legend = rooms.full.value ? null : plots.legend.box.value;
  useLayoutEffect(() => {
    const room = list.current?.parentElement?.getBoundingClientRect();
    const boxes = [...(list.current?.children ?? [])].map((message) => message.getBoundingClientRect());
    if (!legend || !room || boxes.length === 0) return setDistance(usual);
    const left = Math.min(...boxes.map((box) => box.left)) - room.left;
    const right = Math.max(...boxes.map((box) => box.right)) - room.left;
    const height = Math.max(...boxes.map((box) => box.bottom)) - Math.min(...boxes.map((box) => box.top));
    // where it would be at the usual distance
    const top = edge === "top" ? usual : room.height - usual - height;
    const apart =
      left > legend.right + GAP ||
      right < legend.left - GAP ||
      top > legend.bottom + GAP ||
      top + height < legend.top - GAP;
    const beyond = edge === "top" ? legend.bottom + GAP : room.height - legend.top + GAP;
    setDistance(apart ? usual : beyond);
  }, [list, edge, usual, legend, said, size]);
  return distance;
}
