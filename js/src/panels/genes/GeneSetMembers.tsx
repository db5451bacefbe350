/** The genes of a set, each of which can be shown, colored by and taken out. */
import { Icon } from "../../ui/icons";
import { VirtualList } from "../../ui/VirtualList";
import type { GeneSet } from "../../wire/geneMessages";
import { useGeneSets, useGenes, useTraits, useView } from "../common/context";

export function GeneSetMembers({ set, editable }: { set: GeneSet; editable: boolean }) {
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
