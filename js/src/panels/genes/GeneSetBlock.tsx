/** A gene set: colored by its mean, unfolded to its genes, each of which can be shown and colored by. */
import { useState } from "preact/hooks";
import { SET_PREFIX } from "../../store/genes/genes";
import { copyText } from "../../ui/copyText";
import { Icon } from "../../ui/icons";
import { openMenu } from "../../ui/Menu";
import type { GeneSet } from "../../wire/geneMessages";
import { count } from "../../words";
import { ColorDrop } from "../common/ColorDrop";
import { useGeneSets, useGenes, useTraits, useView } from "../common/context";
import { MenuButton } from "../common/MenuButton";
import { RangeChip, useRange } from "../common/RangeChip";
import { RenameField } from "../common/RenameField";
import { ValueHistogram } from "../common/ValueHistogram";
import { GeneSetFooter } from "./GeneSetFooter";
import { GeneSetMembers } from "./GeneSetMembers";

export function GeneSetBlock({ set, editable }: { set: GeneSet; editable: boolean }) {
  const traits = useTraits();
  const { show } = useGenes();
  const geneSets = useGeneSets();
  const view = useView();
  const [renaming, setRenaming] = useState(false);
  const { name, genes, description } = set;
  const mean = SET_PREFIX + name;
  const section = `set:${name}`;
  const open = view.unfolded.value.has(section);
  const range = useRange(mean);
  const known = genes.filter((gene) => gene.known);
  const menu = (anchor: HTMLElement) =>
    openMenu(view.layer, anchor, `Gene set ${name}`, [
      {
        choices: [
          { text: "Colour by mean", onSelect: () => traits.set("color", mean) },
          {
            text: "Show its genes",
            hint: count(known.length),
            onSelect: () => {
              for (const gene of known) show(gene.name);
            },
          },
          { text: "Copy its genes", onSelect: () => void copyText(genes.map((gene) => gene.name).join("\n")) },
          ...(editable ? [{ text: "Rename", hint: "double click", onSelect: () => setRenaming(true) }] : []),
        ],
      },
    ]);
  return (
    <section class="cxw-number cxw-set" aria-label={`Gene set ${name}`}>
      <header class="cxw-category-head">
        {renaming ? (
          <RenameField
            label={`Rename gene set ${name}`}
            value={name}
            rename={(next) => {
              view.fold(`set:${next.trim()}`, open);
              return geneSets.rename(name, next);
            }}
            onDone={() => setRenaming(false)}
          />
        ) : (
          <button
            type="button"
            class="cxw-fold"
            aria-expanded={open}
            title={description ? `${name}\n${description}` : name}
            onClick={() => view.fold(section, !open)}
            onDblClick={() => editable && setRenaming(true)}
          >
            <Icon name={open ? "down" : "right"} />
            <span class="cxw-ellipsis" dir="auto">
              {name}
            </span>
            <span class="cxw-count">{count(genes.length)}</span>
          </button>
        )}
        {range && <RangeChip name={mean} range={range} />}
        <MenuButton label={`Menu of gene set ${name}`} onOpen={menu} />
        <ColorDrop name={mean} />
      </header>
      {open && (
        <>
          {description && <p class="cxw-hint cxw-sets-note">{description}</p>}
          {known.length > 0 && <ValueHistogram name={mean} range={range} apart />}
          <GeneSetMembers set={set} editable={editable} />
          {editable && <GeneSetFooter set={set} />}
        </>
      )}
    </section>
  );
}
