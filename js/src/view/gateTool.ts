/** While two numbers are shown against each other a drag draws a box, as gates are; the lasso comes back after. */
import { computed, effect, type Signal } from "@preact/signals";
import type { Tool } from "../plot/types";
import { pairOf } from "../store/data/pairs";

/** `keys`: reads the embeddings on screen. A tool that a person chose meanwhile stays. */
export function boxForGates(tool: Signal<Tool>, keys: () => readonly (string | null)[], lifetime: AbortSignal): void {
  const gating = computed(() => keys().some((key) => pairOf(key) !== null));
  let ours = false;
  const stop = effect(() => {
    const now = tool.peek();
    if (gating.value && now === "lasso") {
      ours = true;
      tool.value = "box";
    } else if (!gating.value && ours) {
      ours = false;
      if (now === "box") tool.value = "lasso";
    }
  });
  lifetime.addEventListener("abort", stop);
}
