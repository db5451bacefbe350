/** What a plot of one section does not show: cells of others, and those of them that are selected all the same. */
import { useComputed } from "@preact/signals";
import type { Coordinates } from "../../store/data/embeddings";
import { cells, count } from "../../words";
import { useData, useSelection } from "../common/context";

export function Elsewhere({ coordinates }: { coordinates: Coordinates | null }) {
  const data = useData();
  const selection = useSelection();
  const n = data.dataset.value?.embeddings.find(({ key }) => key === coordinates?.key)?.nElsewhere ?? 0;
  const xy = n > 0 && coordinates ? coordinates.xy : null;
  const selected = useComputed(() => withoutPlace(xy, selection.mask.value));
  if (n === 0) return null;
  return (
    <>
      <p>{cells(n)} of other sections</p>
      {selected.value > 0 && <p>{count(selected.value)} selected cells are not in this plot</p>}
    </>
  );
}

/** How many cells of a mask have no place. */
function withoutPlace(xy: Float32Array | null, mask: Uint8Array | null): number {
  if (!xy || !mask || 2 * mask.length !== xy.length) return 0;
  let n = 0;
  for (let cell = 0; cell < mask.length; cell++) if (mask[cell] && Number.isNaN(xy[2 * cell])) n++;
  return n;
}
