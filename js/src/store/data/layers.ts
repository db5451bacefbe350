/** Where the values of genes are taken from, and where they could be. */
import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Rpc } from "../../wire/rpc";
import type { Dataset } from "../../wire/types";

export interface Layers {
  current: ReadonlySignal<string>;
  all: ReadonlySignal<readonly string[]>;
  use(layer: string): Promise<void>;
  /** The values of genes are others now; what listens changes in one step with the layer. */
  onChange(listener: () => void): void;
}

export function createLayers(rpc: Rpc, dataset: ReadonlySignal<Dataset | null>): Layers {
  const told = signal<string | null>(null);
  const listeners: (() => void)[] = [];
  rpc.on("layer", ({ layer }) =>
    batch(() => {
      told.value = layer;
      for (const changed of listeners) changed();
    }),
  );
  return {
    current: computed(() => told.value ?? dataset.value?.layer ?? "X"),
    all: computed(() => dataset.value?.layers ?? []),
    async use(layer) {
      await rpc.ask("use_layer", { layer });
    },
    onChange: (listener) => void listeners.push(listener),
  };
}
