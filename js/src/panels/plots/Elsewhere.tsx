/** What a plot of a part does not show: other cells, as of other sections, and those of them that are selected all the same. */
import { useComputed } from "@preact/signals";
import type { Coordinates } from "../../store/data/embeddings";
import { cells, count } from "../../words";
import { useSelection } from "../common/context";

interface ElsewhereProps {
  /** Cells of other sections, or that the embedding was not made of. */
  n: number;
  /** It was made of a part of the cells. */
  made: boolean;
  coordinates: Coordinates;
}

export function Elsewhere({ n, made, coordinates }: ElsewhereProps) {
  const selection = useSelection();
  const selected = useComputed(() => withoutPlace(coordinates.xy, selection.mask.value));
  return (
    <>
      <p>{made ? `${cells(n)} are not in it` : `${cells(n)} of other sections`}</p>
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
