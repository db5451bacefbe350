/** The genes of the cells of a square, against those that both call as the one and as the other does. */
import type { ChosenSquare } from "../../store/evidence/agreement";
import { useAgreement, useGenes } from "../common/context";
import { useWatched } from "../common/useWatched";
import { Side } from "../review/ReviewGenes";

export function SquareMarkers({ square }: { square: ChosenSquare | null }) {
  const { answer, loading, problem } = useAgreement().markers;
  const has = useGenes().any.value;
  useWatched(useAgreement().markers);
  if (!has) return null;
  const told = answer.value;
  if (!square) {
    return (
      <aside class="cxw-compare-markers" aria-label="Markers of the square">
        <p class="cxw-hint">Pick a square: its cells are selected, and here is what tells them from agreed ones.</p>
      </aside>
    );
  }
  const { row, column } = square;
  return (
    <aside
      class="cxw-compare-markers cxw-scroll"
      aria-label="Markers of the square"
      data-stale={loading.value || undefined}
    >
      <h3 title={`${row} and ${column}`}>{row === column ? row : `${row} or ${column}?`}</h3>
      {problem.value !== null && <p class="cxw-hint">{problem.value}</p>}
      {problem.value === null && !told && loading.value && <p class="cxw-hint">Comparing …</p>}
      {problem.value === null && told && (
        <>
          <Side side={told.row} />
          <Side side={told.column} />
        </>
      )}
    </aside>
  );
}
