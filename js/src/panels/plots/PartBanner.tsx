/** Says that only a part of the cells is shown, and brings the others back. */
import { cells, count } from "../../words";
import { useData, useView } from "../common/context";

export function PartBanner() {
  const data = useData();
  const view = useView();
  const part = view.looking.part.value;
  return (
    <div class="cxw-part" role="status" aria-label="Cells shown">
      {part && (
        <div class="cxw-part-banner">
          <span class="cxw-ellipsis">
            Only {count(part.n)} of {cells(data.dataset.value?.nCells ?? 0)} {part.n === 1 ? "is" : "are"} shown
          </span>
          <button
            type="button"
            class="cxw-link"
            title="Show all cells again (O, or Esc)"
            onClick={() => {
              view.looking.all();
              view.focusPlot();
            }}
          >
            Show all
          </button>
        </div>
      )}
    </div>
  );
}
