/** What a plot of one section does not show: cells of others, and those of them that are selected all the same. */
import { useComputed } from "@preact/signals";
import type { Coordinates } from "../../store/data/embeddings";
import { cells, count } from "../../words";
import { useSelection } from "../common/context";

/** `n`: cells of other sections. */
export function Elsewhere({ n, coordinates }: { n: number; coordinates: Coordinates }) {
  const selection = useSelection();
  const selected = useComputed(() => withoutPlace(coordinates.xy, selection.mask.value));
  return (
    <>
      <p>{cells(n)} of other sections</p>
      {selected.value > 0 && <p>{count(selected.value)} selected cells are not in this plot</p>}
    </>
  );
}

/** How many cells of a mask have no place. */
function withoutPlace(xy: Float32Array, mask: Uint8Array | null): number {
  if (!mask || 2 * mask.length !== xy.length) return 0;
  let n = 0;
  for (let cell = 0; cell < mask.length; cell++) if (mask[cell] && Number.isNaN(xy[2 * cell])) n++;
  return n;
}
