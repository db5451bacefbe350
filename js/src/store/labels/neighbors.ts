/** What the neighbours of cells are called: doubt, and labels smoothed by theirs. Along a graph of the data. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { maskFromBitset } from "../../wire/cells";
import type { Rpc } from "../../wire/rpc";
import type { Smoothing } from "../../wire/types";
import { cells } from "../../words";
import { type EditResult, revisionOf } from "../base/edit";
import type { Traits } from "../base/traits";
import { requireWritable } from "../base/writable";

export interface Neighbors {
  /** The graph to go along; null: there is none. */
  graph(): Promise<string | null>;
  /** What one can be computed on, the usual one first. */
  representations(): Promise<readonly Representation[]>;
  /** Whether one is being computed. */
  running: ReadonlySignal<boolean>;
  /** Computes a graph that stays in the session; its name, or null: it was called off. */
  compute(useRep: string): Promise<string | null>;
  callOff(): void;
  /** Makes the column of doubt of a category or column, and colours by it. */
  doubt(category: string, graph: string): Promise<void>;
  /** What smoothing would change, and nothing is changed. */
  foresee(category: string, graph: string, share: number): Promise<Foreseen>;
  /** As it was foreseen, or not at all. */
  smooth(foreseen: Foreseen): Promise<EditResult>;
}
export interface Representation {
  key: string;
  nColumns: number;
  /** Its distances are those of a picture. */
  plot: boolean;
}
export interface Foreseen extends Smoothing {
  category: string;
  graph: string;
  share: number;
  /** The cells, one byte each. */
  mask: Uint8Array;
}

type Needs = Pick<Traits, "status" | "set">;

export function createNeighbors(rpc: Rpc, traits: Needs, nCells: () => number): Neighbors {
  const current = signal<string | null>(null);
  function callOff(): void {
    const request = current.peek();
    if (request !== null) rpc.ask("cancel", { request }).catch(() => {});
    current.value = null;
  }
  return {
    running: computed(() => current.value !== null),
    callOff,
    representations: async () => (await rpc.ask("representations")).body.representations,
    async compute(useRep) {
      callOff();
      const id = rpc.newId();
      current.value = id;
      try {
        const { body } = await rpc.ask("compute_neighbors", { useRep }, [], id);
        return current.peek() === id ? body.graph : null;
      } catch (error) {
        if (current.peek() !== id) return null;
        throw error;
      } finally {
        if (current.peek() === id) current.value = null;
      }
    },
    graph: async () => (await rpc.ask("graphs")).body.graphs[0] ?? null,
    async doubt(category, graph) {
      const { body } = await rpc.ask("doubt", { category, graph });
      traits.set("color", body.column);
    },
    async foresee(category, graph, share) {
      const asked = { category, graph, share };
      const { body, payload } = await rpc.ask("smoothing", asked);
      return { ...asked, ...body, mask: maskFromBitset(payload, nCells()) };
    },
    async smooth({ category, graph, share, revision }) {
      requireWritable(traits);
      const { body } = await rpc.ask("smooth", { category, graph, share, revision });
      const message = `${cells(body.changed)} of ${category} ${body.changed === 1 ? "has" : "have"} the label of their neighbours`;
      return { message, revision: revisionOf(body) };
    },
  };
}
