/** Columns the data came with: to look at and to start labels from, never to change. */
import type { NumberColumn } from "../wire";
import { count, number } from "../words";
import { ColourDrop } from "./ColourMenu";
import { ColumnBlock } from "./ColumnBlock";
import { useHere } from "./context";

export function DatasetPanel() {
  const { store } = useHere();
  const dataset = store.data.dataset.value;
  if (!dataset) return null;
  const categories = dataset.columns.filter((column) => column.kind === "category");
  const numbers = dataset.columns.filter((column) => column.kind === "number");
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
      {numbers.length > 0 && (
        <section aria-label="Numbers">
          <header class="cxw-head">
            <h2>Numbers</h2>
          </header>
          {numbers.map((column) => (
            <NumberRow key={column.name} column={column} />
          ))}
        </section>
      )}
      {dataset.leftOut.length > 0 && (
        <details class="cxw-left-out">
          <summary>Columns left out: {count(dataset.leftOut.length)}</summary>
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

function NumberRow({ column }: { column: NumberColumn }) {
  const { store } = useHere();
  const here = store.columns.held.value.get(column.name);
  const range = here?.kind === "number" ? here.range : null;
  return (
    <div class="cxw-number">
      <span class="cxw-ellipsis" title={column.name}>
        {column.name}
      </span>
      <span class="cxw-count cxw-nowrap">{range && `${number(range.min)} – ${number(range.max)}`}</span>
      <ColourDrop name={column.name} />
    </div>
  );
}
