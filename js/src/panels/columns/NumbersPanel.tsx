/** Columns of numbers the data came with, as histograms to brush. */
import { useData } from "../common/context";
import { NumberBlock } from "./NumberBlock";

export function NumbersPanel() {
  const data = useData();
  const numbers = data.dataset.value?.columns.filter(({ kind }) => kind === "number") ?? [];
  return (
    <section aria-label="Numbers">
      <header class="cxw-head">
        <h2>Numbers</h2>
      </header>
      {numbers.map(({ name }) => (
        <NumberBlock key={name} name={name} />
      ))}
    </section>
  );
}
