/** Which embedding a pane shows, and whether there is a second one beside it. */
import { Icon } from "../ui/icons";
import { openMenu } from "../ui/Menu";
import { count } from "../words";
import { useHere } from "./context";

export function EmbeddingMenu({ second }: { second?: boolean }) {
  const { store, view } = useHere();
  const { plots, layer } = view;
  const embeddings = store.data.dataset.value?.embeddings ?? [];
  const key = second ? plots.second.value : store.traits.embedding.value;
  const shown = embeddings.find((embedding) => embedding.key === key);
  if (!shown) return null;
  const choices = embeddings.map((embedding) => ({
    text: embedding.name,
    ...(embedding.nMissing > 0 && { hint: `${count(embedding.nMissing)} without` }),
    checked: embedding.key === key,
    onSelect() {
      if (second) plots.second.value = embedding.key;
      else store.traits.set("embedding", embedding.key);
    },
  }));
  const split = {
    text: plots.second.value === null ? "Two side by side" : "One plot only",
    onSelect: plots.toggleSplit,
  };
  const sections = embeddings.length > 1 ? [{ choices }, { choices: [split] }] : [{ choices }];
  const name = second ? "Second embedding" : "Embedding";
  return (
    <button
      type="button"
      class="cxw-select"
      aria-haspopup="menu"
      aria-label={`${name}: ${shown.name}`}
      onClick={(event) => openMenu(layer, event.currentTarget, name, sections)}
    >
      <span class="cxw-ellipsis">{shown.name}</span>
      <Icon name="down" />
    </button>
  );
}

export function SplitButton() {
  const { store, view } = useHere();
  const { second, toggleSplit } = view.plots;
  if ((store.data.dataset.value?.embeddings.length ?? 0) < 2) return null;
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
