/** Columns the data came with, and those made here, in no data: to look at and to start labels from, never to change. */
import type { CategoryColumn } from "../../wire/types";
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
      <ColumnList title="Made here" columns={categories.filter(({ made }) => made)} />
      <ColumnList title="Dataset" columns={categories.filter(({ made }) => !made)} />
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

function ColumnList({ title, columns }: { title: string; columns: readonly CategoryColumn[] }) {
  if (columns.length === 0) return null;
  return (
    <section aria-label={title}>
      <header class="cxw-head">
        <h2>{title}</h2>
      </header>
      {columns.map((column) => (
        <ColumnBlock key={column.name} column={column} />
      ))}
    </section>
  );
}
