/** The sections of tissue that a pane can show, and the way to show another one in it. */
import type { Slice } from "../../store/store";
import type { PlotSettings } from "../../view/plotSettings";
import type { Embedding } from "../../wire/types";

export interface Sections {
  /** What the pane shows now; null: no tissue. */
  shown: Embedding | null;
  /** All sections together, if that can be, and each for itself. */
  choices: readonly Embedding[];
  show(key: string): void;
  /** The section after the one shown, in a second pane; null: there is none, or there are two panes already. */
  beside: (() => void) | null;
}

export function sectionsOf(
  nth: 0 | 1,
  { data, traits }: Slice<"data" | "traits">,
  { second }: Pick<PlotSettings, "second">,
): Sections {
  const key = nth === 0 ? traits.embedding.value : second.value;
  const embeddings = data.dataset.value?.embeddings ?? [];
  const shown = embeddings.find((embedding) => embedding.key === key && embedding.yDown) ?? null;
  const choices = shown ? embeddings.filter(({ of }) => of === shown.of) : [];
  const apart = choices.filter(({ section }) => section !== null);
  const show = (chosen: string) => {
    if (nth === 0) traits.set("embedding", chosen);
    else second.value = chosen;
  };
  const at = apart.findIndex((embedding) => embedding.key === key);
  const first = apart[Math.max(at, 0)];
  const next = apart[(Math.max(at, 0) + 1) % apart.length];
  const beside =
    shown && first && next && first !== next && second.value === null
      ? () => {
          if (first.key !== key) show(first.key);
          second.value = next.key;
        }
      : null;
  return { shown, choices, show, beside };
}
