/** Columns the data came with: to look at and to start labels from, never to change. */
import { count } from "../../words";
import { useData } from "../common/context";
import { ColumnBlock } from "./ColumnBlock";

export function DatasetPanel() {
  const data = useData();
  const dataset = data.dataset.value;
  if (!dataset) return null;
  const categories = dataset.columns.filter((column) => column.kind === "category");
  return (
    <>
      {categories.length > 0 && (
        <section aria-label="Dataset">
          <header class="cxw-head">
            <h2>Dataset</h2>
          </header>
          {categories.map((column) => (
            <ColumnBlock key={column.name} column={column} />
          ))}
        </section>
      )}
      {dataset.leftOut.length > 0 && (
        <details class="cxw-left-out">
          <summary>Left out: {count(dataset.leftOut.length)}</summary>
          <ul>
            {dataset.leftOut.map(({ name, why }) => (
              <li key={name}>
                <strong>{name}</strong>: {why}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
