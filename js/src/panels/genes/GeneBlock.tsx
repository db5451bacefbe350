/** A gene that is shown: its values as a histogram to brush, the color, and a way off the list. */
import { useEffect, useRef } from "preact/hooks";
import { reveal } from "../../ui/focus";
import { Icon } from "../../ui/icons";
import { foldedGene } from "../../view/foldedGenes";
import { ColorDrop } from "../common/ColorDrop";
import { useGenes, useView } from "../common/context";
import { RangeChip, useRange } from "../common/RangeChip";
import { ValueHistogram } from "../common/ValueHistogram";

export function GeneBlock({ gene }: { gene: string }) {
  const genes = useGenes();
  const view = useView();
  const section = foldedGene(gene);
  const open = !view.unfolded.value.has(section);
  const block = useRef<HTMLElement>(null);
  const wasOpen = useRef(open);
  useEffect(() => {
    // found by typing in a long list, it is in sight
    if (open && !wasOpen.current && block.current) reveal(block.current);
    wasOpen.current = open;
  }, [open]);
  const range = useRange(gene);
  const about = genes.about(gene);
  const [name, id] = about ? [about.name, about.id] : [gene, gene];
  return (
    <section ref={block} class="cxw-number cxw-gene" aria-label={`Gene ${gene}`}>
      <header class="cxw-category-head">
        <button
          type="button"
          class="cxw-fold"
          aria-expanded={open}
          title={[name === id ? name : `${name} (${id})`, about?.note].filter(Boolean).join("\n")}
          onClick={() => view.fold(section, open)}
        >
          <Icon name={open ? "down" : "right"} />
          <span class="cxw-ellipsis">{name}</span>
          {name !== id && <span class="cxw-gene-id cxw-ellipsis">{id}</span>}
        </button>
        {range && <RangeChip name={gene} range={range} />}
        <button
          type="button"
          class="cxw-more cxw-remove"
          aria-label={`Remove ${gene}`}
          title="Take off the list"
          onClick={() => void view.attempt(genes.remove(gene))}
        >
          <Icon name="close" />
        </button>
        <ColorDrop name={gene} />
      </header>
      {open && <ValueHistogram name={gene} range={range} apart />}
    </section>
  );
}
