/** A gene set: coloured by its mean, unfolded to its genes, each of which can be shown and coloured by. */
import { useState } from "preact/hooks";
import { SET_PREFIX } from "../../store/genes/genes";
import { copyText } from "../../ui/copyText";
import { Icon } from "../../ui/icons";
import { openMenu } from "../../ui/Menu";
import { TwoStep } from "../../ui/TwoStep";
import { VirtualList } from "../../ui/VirtualList";
import type { GeneSet } from "../../wire/messages";
import { count } from "../../words";
import { ColorDrop } from "../common/ColorDrop";
import { useGeneSets, useGenes, useTraits, useView } from "../common/context";
import { MenuButton } from "../common/MenuButton";
import { RangeChip, useRange } from "../common/RangeChip";
import { RenameField } from "../common/RenameField";
import { ValueHistogram } from "../common/ValueHistogram";

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
          <Members set={set} editable={editable} />
          {editable && <Footer set={set} />}
        </>
      )}
    </section>
  );
}

function Members({ set, editable }: { set: GeneSet; editable: boolean }) {
  const traits = useTraits();
  const genes = useGenes();
  const geneSets = useGeneSets();
  const view = useView();
  if (set.genes.length === 0) return <p class="cxw-hint cxw-sets-note">No genes yet.</p>;
  return (
    <VirtualList
      label={`Genes of ${set.name}`}
      items={set.genes}
      keyOf={(gene) => gene.name}
      row={({ name, known }, tabIndex) => (
        <div class="cxw-member" data-known={known}>
          <button
            type="button"
            class="cxw-member-name cxw-ellipsis"
            data-stop
            tabIndex={tabIndex}
            aria-disabled={!known}
            title={known ? `${name}: show it among the genes` : `${name} is not in the data; it is kept`}
            onClick={() => known && genes.show(name)}
          >
            {name}
          </button>
          {!known && <span class="cxw-faint cxw-nowrap">not in the data</span>}
          {editable && (
            <button
              type="button"
              class="cxw-more cxw-remove"
              tabIndex={tabIndex}
              aria-label={`Take ${name} out of ${set.name}`}
              title="Take out of the set"
              onClick={() => void view.run(geneSets.take(set.name, name))}
            >
              <Icon name="close" />
            </button>
          )}
          {known && (
            <button
              type="button"
              class="cxw-drop"
              tabIndex={tabIndex}
              aria-label={`Colour by ${name}`}
              aria-pressed={traits.color.value === name}
              title={`Colour by ${name}`}
              onClick={() => genes.colorBy(name)}
            >
              <Icon name="drop" />
            </button>
          )}
        </div>
      )}
    />
  );
}

function Footer({ set }: { set: GeneSet }) {
  const geneSets = useGeneSets();
  const view = useView();
  const [text, setText] = useState("");
  const add = () => {
    if (!text.trim()) return;
    const added = geneSets.add(set.name, text);
    void view.run(added);
    added.then(
      () => setText(""),
      () => {},
    );
  };
  return (
    <div class="cxw-set-footer">
      <input
        type="text"
        aria-label={`Add genes to ${set.name}`}
        placeholder="Add genes"
        autocomplete="off"
        spellcheck={false}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.isComposing) return;
          if (event.key === "Enter") {
            event.preventDefault();
            add();
          } else if (event.key === "Escape" && text) {
            event.preventDefault();
            event.stopPropagation();
            setText("");
          }
        }}
      />
      <TwoStep
        text="Delete"
        label={`Delete gene set ${set.name}`}
        question="Delete it?"
        onConfirm={() => view.run(geneSets.remove(set.name))}
      />
    </div>
  );
}
