/** What tables by label go by: a category or column, and all cells or the selected ones. */
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Traits } from "../base/traits";
import type { Columns } from "../data/columns";
import { levelOf } from "../data/nesting";
import type { Selected } from "../selection/selection";

export interface ByLabelGround {
  traits: Pick<Traits, "categories" | "category" | "revision">;
  columns: Pick<Columns, "epoch">;
  selection: Pick<Selected, "mask" | "settled">;
  /** All that has names: own categories, then columns. */
  choices: ReadonlySignal<readonly string[]>;
}

/** What has names, as chosen: else the first of `usual` that there is, else the first there is but `not`. */
export function createBy(
  { choices }: Pick<ByLabelGround, "choices">,
  usual: () => string | null,
  not: () => string | null = () => null,
): { by: ReadonlySignal<string | null>; chosen: Signal<string | null> } {
  const chosen = signal<string | null>(null);
  const by = computed(() => {
    const known = (name: string | null) => name !== null && choices.value.includes(name);
    const wanted = [chosen.value, usual()].find(known);
    return wanted ?? choices.value.find((name) => name !== not()) ?? choices.value[0] ?? null;
  });
  return { by, chosen };
}

/** Reads what the numbers by these names hang on: labels where one is our own, and whether columns are new. */
export function followNames(
  { traits, columns }: Pick<ByLabelGround, "traits" | "columns">,
  names: readonly string[],
): void {
  void columns.epoch.value;
  const all = traits.categories.value;
  const own = names.some((name) => all.some((category) => category.name === name) || levelOf(name, all));
  if (own) void traits.revision.value;
}

/** Whether Python has selected what is shown: "some" cells, "none", or it is still on the way. */
export function selectedNow({ selection }: Pick<ByLabelGround, "selection">): "some" | "none" | "wait" {
  if (!selection.settled.value) return "wait";
  return selection.mask.value === null ? "none" : "some";
}
