/**
 * What a drag on each plot does. Two numbers against each other are gated by boxes: where the lasso is in use, only
 * because it always is, a drag in such a plot draws a box, and the other plot keeps its lasso.
 */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Tool } from "../plot/types";
import { pairOf } from "../store/data/pairs";

export interface Tools {
  /** The tool of a pane. Reads signals. */
  of(nth: number): Tool;
  /** What the toolbar shows as pressed: the tool of the first plot that is no gate, else that of the gates. */
  pressed: ReadonlySignal<Tool>;
  /** For all plots. */
  choose(tool: Tool): void;
}

const isPair = (key: string | null) => pairOf(key) !== null;

/** `keys`: reads the embeddings on screen, pane by pane; `isGate`: of which of them a plot is gated. */
export function createTools(
  keys: () => readonly (string | null)[],
  lifetime: AbortSignal,
  isGate: (key: string | null) => boolean = isPair,
): Tools {
  const chosen = signal<Tool>("lasso");
  /** The tool of gates; null: the one that was chosen. */
  const ofGates = signal<Tool | null>(null);
  const gates = computed(() => keys().map(isGate));
  const gating = computed(() => gates.value.includes(true));
  const stop = effect(() => {
    ofGates.value = gating.value && chosen.peek() === "lasso" ? "box" : null;
  });
  lifetime.addEventListener("abort", stop);
  const of = (nth: number) => (gates.value[nth] ? (ofGates.value ?? chosen.value) : chosen.value);
  return {
    of,
    pressed: computed(() =>
      of(
        Math.max(
          0,
          keys().findIndex((key, nth) => key !== null && !gates.value[nth]),
        ),
      ),
    ),
    choose(tool) {
      chosen.value = tool;
      ofGates.value = null;
    },
  };
}
