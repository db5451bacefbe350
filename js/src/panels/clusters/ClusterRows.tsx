/** A row a cluster: what it looks like, how large it is, the genes that tell it from the others, and what it is. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ClusterGenes } from "../../store/evidence/clusters";
import { Combobox } from "../../ui/Combobox";
import { focusOn } from "../../ui/focus";
import { Icon } from "../../ui/icons";
import { Swatch } from "../../ui/Swatch";
import type { Cluster } from "../../wire/clusterMessages";
import type { Clustering } from "../../wire/clusters";
import { cells, count } from "../../words";
import { completeLabel } from "../common/completeLabel";
import { useClusters, useGenes, useLabels, useSelection, useTerms, useTraits, useView } from "../common/context";
import { useInSight } from "../common/useInSight";

/** Of each cluster; how many are drawn is a matter of the room. */
const GENES = 8;
const REST_MS = 250;

export function ClusterRows({ clustering }: { clustering: Clustering }) {
  const place = useRef<HTMLUListElement>(null);
  const genes = useClusterGenes(clustering, useInSight(place));
  const next = (from: HTMLElement) => {
    const fields = [...(place.current?.querySelectorAll<HTMLElement>("input") ?? [])];
    const after = fields[fields.indexOf(from) + 1];
    if (after) return focusOn(after);
    const head = place.current?.parentElement;
    focusOn(head?.querySelector<HTMLElement>(".cxw-clusters-label:not([disabled])"));
  };
  const give = () => place.current?.parentElement?.querySelector<HTMLElement>(".cxw-clusters-label")?.click();
  return (
    <ul
      ref={place}
      class="cxw-clusters-rows cxw-scroll"
      aria-label={`Clusters of ${clustering.name}`}
      onKeyDownCapture={(event) => {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        event.stopPropagation();
        // what is being written counts when the field is left
        (event.target as HTMLElement).blur();
        setTimeout(give);
      }}
    >
      {clustering.clusters.map((cluster) => (
        <ClusterRow
          key={`${clustering.name} ${cluster.name}`}
          column={clustering.name}
          cluster={cluster}
          genes={genes?.genes.get(cluster.name) ?? null}
          onNext={next}
        />
      ))}
    </ul>
  );
}

/** The genes of these clusters, asked for while someone looks, and only when the clusters rest. */
function useClusterGenes(clustering: Clustering, inSight: boolean): ClusterGenes | null {
  const clusters = useClusters();
  const any = useGenes().any.value;
  const [found, setFound] = useState<ClusterGenes | null>(null);
  const { serial } = clustering;
  useEffect(() => {
    if (!any || !inSight || found?.serial === serial) return;
    let gone = false;
    const timer = setTimeout(() => {
      clusters.markers(clustering, GENES).then(
        (told) => gone || setFound(told),
        () => {}, // they are an aid: the clusters are there without them
      );
    }, REST_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [serial, inSight, any]);
  return found?.serial === serial ? found : null;
}

interface ClusterRowProps {
  column: string;
  cluster: Cluster;
  genes: ClusterGenes["genes"] extends ReadonlyMap<string, infer Genes> ? Genes | null : never;
  onNext: (from: HTMLElement) => void;
}

function ClusterRow({ column, cluster, genes, onNext }: ClusterRowProps) {
  const clusters = useClusters();
  const selection = useSelection();
  const labels = useLabels();
  const terms = useTerms();
  const traits = useTraits();
  const view = useView();
  const finder = useMemo(() => terms.finder(), [terms]);
  const input = useRef<HTMLInputElement>(null);
  const written = clusters.written.value;
  const category = labels.inUse.value?.name ?? null;
  const isGiven = written.has(cluster.name) && !clusters.pending(category).has(cluster.name);
  const offered = offeredOf(labels.inUse.value?.labels ?? [], written);
  const goOn = () => {
    const field = input.current;
    const root = field?.getRootNode() as ShadowRoot | undefined;
    // a field that was left by the pointer or Tab has lost the focus already
    if (field && root?.activeElement === field) onNext(field);
  };
  return (
    <li>
      <button
        type="button"
        class="cxw-clusters-name"
        title={`Select the ${cells(cluster.n)} of cluster ${cluster.name}`}
        onClick={() => void view.attempt(selection.where(column, [cluster.name], "replace"))}
      >
        <Swatch color={cluster.color} />
        <span>{cluster.name}</span>
        <span class="cxw-count">{count(cluster.n)}</span>
      </button>
      <span class="cxw-clusters-field" data-given={isGiven || undefined}>
        <Combobox
          label={`What cluster ${cluster.name} is`}
          placeholder="What is it?"
          inputRef={input}
          chosen={written.get(cluster.name) ?? null}
          complete={(text) => completeLabel(offered, text, finder.of(text))}
          onPick={(label) => {
            clusters.write(cluster.name, label);
            goOn();
          }}
          onEmptyEnter={() => {
            if (input.current?.value === "") clusters.write(cluster.name, "");
            goOn();
          }}
          onEmptyKey={() => false}
        />
        {isGiven && (
          <span
            class="cxw-clusters-given"
            role="img"
            aria-label="Given"
            title={`Its cells were labelled so in ${category}`}
          >
            <Icon name="check" />
          </span>
        )}
      </span>
      <span class="cxw-clusters-genes">
        {genes?.map(({ name, key, change }) => (
          <button
            key={key}
            type="button"
            tabIndex={-1}
            class="cxw-link"
            title={`${name}${change === null ? "" : `: log2 fold change ${change.toFixed(1)}`}. Click to colour by it`}
            onClick={() => traits.set("color", key)}
          >
            {name}
          </button>
        ))}
      </span>
    </li>
  );
}

type Offered = Parameters<typeof completeLabel>[0];

/** The labels there are, and those written at other clusters: the same one is to be written the same way. */
function offeredOf(labels: Offered, written: ReadonlyMap<string, string>): Offered {
  const known = new Set(labels.map(({ name }) => name));
  const more = [...new Set(written.values())].filter((name) => !known.has(name));
  return [...labels, ...more.map((name) => ({ name, color: "", count: 0 }))];
}
