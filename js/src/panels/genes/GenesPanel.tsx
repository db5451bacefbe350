/** Genes: found by typing, shown as histograms, colored by; and the layer their values are from. */
import { Icon } from "../../ui/icons";
import { openMenu } from "../../ui/Menu";
import { useGenes, useLayers, useView } from "../common/context";
import { GeneBlock } from "./GeneBlock";
import { GeneSearch } from "./GeneSearch";

export function GenesPanel() {
  const genes = useGenes();
  const shown = genes.shown.value;
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
  const layers = useLayers();
  const view = useView();
  const layer = layers.current.value;
  const all = layers.all.value;
  if (all.length < 2) return null;
  const choices = () =>
    all.map((name) => ({
      text: name,
      checked: name === layer,
      ...(HINTS[name] && { hint: HINTS[name] }),
      onSelect: () => void view.attempt(layers.use(name)),
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
