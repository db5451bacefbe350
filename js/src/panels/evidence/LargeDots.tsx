/** The dot plot in a dialog. */
import { Icon } from "../../ui/icons";
import { useDots, useView } from "../common/context";
import { DotTable } from "./DotTable";

export function LargeDots() {
  const dots = useDots();
  const view = useView();
  const table = dots.table.value;
  return (
    <section class="cxw-dots-large">
      <header class="cxw-dialog-head">
        <h2>Dot plot by {dots.by.value}</h2>
        <label class="cxw-dots-scale">
          <input
            type="checkbox"
            checked={dots.scaled.value}
            onChange={({ currentTarget }) => {
              dots.scaled.value = currentTarget.checked;
            }}
          />
          Scale each gene
        </label>
        <button type="button" class="cxw-icon-button" aria-label="Close" data-autofocus onClick={view.layer.close}>
          <Icon name="close" />
        </button>
      </header>
      {table && <DotTable table={table} large />}
    </section>
  );
}
