/** Columns of numbers the data came with, as histograms to brush. */
import { isComponent } from "../../store/data/pairs";
import { useData, useFilters, useTraits } from "../common/context";
import { NumberBlock } from "./NumberBlock";

export function NumbersPanel() {
  const data = useData();
  const filters = useFilters();
  const traits = useTraits();
  const embeddings = data.dataset.value?.embeddings ?? [];
  // of the components of embeddings, which are many, those that are in use
  const inUse = new Set([...filters.active.value.keys(), ...(traits.color.value === null ? [] : [traits.color.value])]);
  const components = [...inUse].filter((name) => isComponent(name, embeddings));
  const numbers = data.dataset.value?.columns.filter(({ kind }) => kind === "number") ?? [];
  return (
    <section aria-label="Numbers">
      <header class="cxw-head">
        <h2>Numbers</h2>
      </header>
      {numbers.map(({ name }) => (
        <NumberBlock key={name} name={name} />
      ))}
      {components.map((name) => (
        <NumberBlock key={name} name={name} component />
      ))}
    </section>
  );
}
