/** Genes: found by typing, shown as histograms, colored by; and the layer their values are from. */
import { Icon } from "../../ui/icons";
import { openMenu } from "../../ui/Menu";
import { useData, useGenes, useLayers, useView } from "../common/context";
import { GeneBlock } from "./GeneBlock";
import { GeneSearch } from "./GeneSearch";

/** So many rows are in sight at once in a list of its own. */
const LONG = 12;

export function GenesPanel() {
  const genes = useGenes();
  const shown = genes.shown.value;
  // in a page of its own, whose genes are all listed, many leave room for the numbers below
  const long = (useData().dataset.value?.genes.length ?? 0) > LONG;
  const blocks = shown.map((gene) => <GeneBlock key={gene} gene={gene} />);
  return (
    <section class="cxw-genes" aria-label="Genes">
      <header class="cxw-head">
        <h2>Genes</h2>
        <LayerChoice />
      </header>
      <GeneSearch />
      {long ? <div class="cxw-gene-list cxw-scroll">{blocks}</div> : blocks}
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
