/** Columns of numbers the data came with, as histograms to brush. */
import { useHere } from "../common/context";
import { NumberBlock } from "./NumberBlock";

export function NumbersPanel() {
  const { store } = useHere();
  const numbers = store.data.dataset.value?.columns.filter(({ kind }) => kind === "number") ?? [];
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
