/** Genes: found by typing, shown as histograms, coloured by; and the layer their values are from. */
import { Icon } from "../../ui/icons";
import { openMenu } from "../../ui/Menu";
import { useHere } from "../common/context";
import { GeneBlock } from "./GeneBlock";
import { GeneSearch } from "./GeneSearch";

export function GenesPanel() {
  const { store } = useHere();
  const shown = store.genes.shown.value;
  return (
    <section class="cxw-genes" aria-label="Genes">
      <header class="cxw-head">
        <h2>Genes</h2>
        <LayerChoice />
      </header>
      <GeneSearch />
      {shown.map((gene) => (
        <GeneBlock key={gene} gene={gene} />
      ))}
    </section>
  );
}

function LayerChoice() {
  const { store, view } = useHere();
  const layer = store.layers.current.value;
  const layers = store.layers.all.value;
  if (layers.length < 2) return null;
  const choices = () =>
    layers.map((name) => ({
      text: name,
      checked: name === layer,
      ...(HINTS[name] && { hint: HINTS[name] }),
      onSelect: () => void view.attempt(store.layers.use(name)),
    }));
  return (
    <button
      type="button"
      class="cxw-link cxw-layer"
      aria-haspopup="menu"
      aria-label={`Values of genes from: ${layer}`}
      title={`Values of genes from ${layer}`}
      onClick={(event) =>
        openMenu(view.layer, event.currentTarget, "Values of genes from", [
          { heading: "Values of genes from", choices: choices() },
        ])
      }
    >
      <span class="cxw-ellipsis">{layer}</span>
      <Icon name="down" />
    </button>
  );
}

const HINTS: Record<string, string> = { X: "adata.X", raw: "adata.raw" };
