/** Which embedding a pane shows, and whether there is a second one beside it. */
import type { DatasetStore } from "../../store/data/dataset";
import { keyOfPair, pairOf, pairTitle } from "../../store/data/pairs";
import { Icon } from "../../ui/icons";
import { type MenuChoice, openMenu } from "../../ui/Menu";
import type { View } from "../../view/view";
import { count } from "../../words";
import { ComponentsCard } from "./ComponentsCard";
import { useData, useTraits, useView } from "./context";
import { PairCard } from "./PairCard";

export function EmbeddingMenu({ second }: { second?: boolean }) {
  const traits = useTraits();
  const data = useData();
  const view = useView();
  const { plots, layer } = view;
  const embeddings = data.dataset.value?.embeddings ?? [];
  const key = second ? plots.second.value : traits.embedding.value;
  const pair = pairOf(key);
  const title =
    embeddings.find((embedding) => embedding.key === key)?.name ??
    (pair && pairTitle(pair)) ??
    (embeddings.length > 0 ? key : null);
  if (!title) return null;
  const show = (chosen: string) => {
    if (second) plots.second.value = chosen;
    else traits.set("embedding", chosen);
  };
  const choices: MenuChoice[] = embeddings.map((embedding) => ({
    text: embedding.name,
    ...(embedding.nMissing > 0 && { hint: `${count(embedding.nMissing)} without` }),
    checked: embedding.key === key,
    onSelect: () => show(embedding.key),
  }));
  const pairs = [...new Set([...(pair && key ? [key] : []), ...plots.pairs.value])];
  const known: MenuChoice[] = pairs.map((other) => ({
    text: pairTitle(pairOf(other) ?? ["", ""]),
    checked: other === key,
    onSelect: () => plots.showPair(other, second ?? false),
  }));
  const openCard = (anchor: HTMLElement) =>
    layer.open({
      kind: "popover",
      label: "Two genes or numbers",
      anchor,
      content: () => <PairCard pair={pair} second={second ?? false} />,
    });
  const array = data.componentsOf(key) ?? embeddings.find((embedding) => embedding.key === key);
  const sorted = [...embeddings].sort((a, b) => Number(b === array) - Number(a === array));
  const components = (anchor: HTMLElement): MenuChoice[] =>
    sorted
      .filter(({ axes }) => axes.some((axis) => axis !== ""))
      .map((embedding) => ({
        text: `Components of ${embedding.name} …`,
        hint: count(embedding.axes.length),
        leads: true,
        onSelect: () =>
          layer.open({
            kind: "popover",
            label: `Components of ${embedding.name}`,
            anchor,
            content: () => (
              <ComponentsCard
                name={embedding.name}
                axes={embedding.axes}
                pair={data.componentsOf(key) === embedding ? pair : null}
                show={show}
              />
            ),
          }),
      }));
  const ways = (anchor: HTMLElement): MenuChoice[] => [
    { text: "Two genes or numbers …", onSelect: () => openCard(anchor) },
    ...(pair
      ? [{ text: "Swap axes", onSelect: () => plots.showPair(keyOfPair([pair[1], pair[0]]), second ?? false) }]
      : []),
  ];
  const split = splitChoice(data, view);
  const sections = (anchor: HTMLElement) => [
    { choices },
    { choices: components(anchor) },
    { choices: [...known, ...ways(anchor)] },
    ...(split ? [{ choices: [split] }] : []),
  ];
  const name = second ? "Second embedding" : "Embedding";
  return (
    <button
      type="button"
      class="cxw-select"
      aria-haspopup="menu"
      aria-label={`${name}: ${title}`}
      onClick={(event) => openMenu(layer, event.currentTarget, name, sections(event.currentTarget))}
    >
      <span class="cxw-ellipsis" title={title}>
        {title}
      </span>
      <Icon name="down" />
    </button>
  );
}

/** The second plot as a choice of a menu; null where there is nothing to show in it. */
export function splitChoice(data: DatasetStore, { plots }: View): MenuChoice | null {
  const several = (data.dataset.value?.embeddings.length ?? 0) > 1;
  if (!several && plots.second.value === null && plots.pairs.value.length === 0) return null;
  return {
    text: plots.second.value === null ? "Two side by side" : "One plot only",
    onSelect: plots.toggleSplit,
  };
}

export function SplitButton() {
  const data = useData();
  const view = useView();
  const { second, toggleSplit } = view.plots;
  if ((data.dataset.value?.embeddings.length ?? 0) < 2) return null;
  return (
    <button
      type="button"
      class="cxw-icon-button cxw-split-button cxw-wide-only"
      aria-label="Two embeddings side by side"
      title="Two embeddings side by side"
      aria-pressed={second.value !== null}
      onClick={toggleSplit}
    >
      <Icon name="split" />
    </button>
  );
}
