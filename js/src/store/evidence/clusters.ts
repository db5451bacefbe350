/** Clusters of a part of the cells: what there is, what is being computed, and what a person does with them. */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { encodeCells } from "../../wire/cells";
import type { ClusterMarkersReply, KeptClustersReply } from "../../wire/clusterMessages";
import { type ClusterHow, type Clustering, type choicesFrom, clusteringsFrom, type Running } from "../../wire/clusters";
import type { Rpc } from "../../wire/rpc";
import { count } from "../../words";
import { type EditResult, revisionOf } from "../base/edit";
import type { Traits } from "../base/traits";
import { requireWritable } from "../base/writable";
import type { DatasetStore } from "../data/dataset";
import { createGivenLabels } from "./givenLabels";

/** The cells that are clustered: those selected, as one byte a cell, or those of a label or level. */
export type Of = { mask: Uint8Array } | { column: string; name: string };
export type ClusterChoices = ReturnType<typeof choicesFrom>;
export interface ClusterGenes extends Pick<ClusterMarkersReply, "serial" | "layer"> {
  /** Of each cluster, by its name. */
  genes: ReadonlyMap<string, ClusterMarkersReply["genes"]>;
}
export interface Clusters {
  /** The newest last. */
  all: ReadonlySignal<readonly Clustering[]>;
  running: ReadonlySignal<Running | null>;
  /** The clustering that is looked at; null: there is none. */
  current: ReadonlySignal<Clustering | null>;
  look(name: string): void;
  choices(nCells: number): Promise<ClusterChoices>;
  /** Fulfilled with the name of the clusters; null: it was called off here. */
  cluster(of: Of, how: ClusterHow): Promise<string | null>;
  /** Ends what is being computed. */
  cancel(): Promise<void>;
  /** What the slider stands at, which may be ahead of the clusters. */
  resolution: ReadonlySignal<number>;
  /** Has the clusters looked at made again at this resolution as soon as it rests; the last wish counts. */
  setResolution(resolution: number): void;
  /** Why the last of these wishes came to nothing. */
  problem: ReadonlySignal<string | null>;
  markers(clustering: Clustering, nGenes: number): Promise<ClusterGenes>;
  /** Labels that are written, by cluster, given or not; kept for each resolution. */
  written: ReadonlySignal<ReadonlyMap<string, string>>;
  write(cluster: string, label: string): void;
  /** Those of them that cells of the category have not been given, or not any more. */
  pending(category: string | null): ReadonlyMap<string, string>;
  /** Gives all that is pending, as one edit. */
  label(category: string): Promise<EditResult>;
  /** Writes them to `adata.obs`, or tells what is in the way. */
  keep(clustering: Clustering, key: string, overwrite: boolean): Promise<KeptClustersReply>;
  drop(clustering: Clustering): Promise<void>;
}

/** A slider that is dragged is not asked for at each step. */
const REST_MS = 160;
const NONE: ReadonlyMap<string, string> = new Map();

export function createClusters(
  rpc: Rpc,
  traits: Pick<Traits, "status">,
  data: Pick<DatasetStore, "dataset" | "firstPicture">,
  lifetime: AbortSignal,
): Clusters {
  const all = signal<readonly Clustering[]>([]);
  const running = signal<Running | null>(null);
  const looked = signal<string | null>(null);
  const current = computed(() => all.value.find(({ name }) => name === looked.value) ?? all.value.at(-1) ?? null);
  const wanted = signal<{ name: string; resolution: number } | null>(null);
  const problem = signal<string | null>(null);
  const written = signal<ReadonlyMap<string, ReadonlyMap<string, string>>>(new Map());
  let calledOff = false;

  const take = (told: ReturnType<typeof clusteringsFrom>) => {
    all.value = told.clusterings;
    running.value = told.running;
  };
  let heard = 0;
  rpc.on("clusterings", (message) => {
    heard++;
    take(clusteringsFrom(message));
  });
  /** After a reload, and in a second page, there may be some. */
  async function open(): Promise<void> {
    await data.firstPicture();
    const before = heard;
    const { body } = await rpc.ask("clusterings");
    if (heard === before) take(body);
  }
  const known = computed(() => data.dataset.value !== null);
  const stop = effect(() => {
    if (known.value) open().catch(() => {});
  });

  let timer = 0;
  let asking = false;
  async function again(): Promise<void> {
    const wish = wanted.peek();
    if (asking || wish === null) return;
    asking = true;
    calledOff = false;
    try {
      problem.value = null;
      await rpc.ask("recluster", { clusters: wish.name, resolution: wish.resolution });
    } catch (error) {
      // what is shown stays what it was: so does the slider
      if (wanted.peek() === wish) wanted.value = null;
      if (!calledOff) problem.value = (error as Error).message;
    } finally {
      asking = false;
      calledOff = false;
    }
    if (wanted.peek() === wish) wanted.value = null;
    else void again();
  }
  lifetime.addEventListener("abort", () => {
    stop();
    clearTimeout(timer);
  });

  /** The same resolution is the same clusters: what was written of them comes back with them. */
  const keyOf = ({ name, resolution }: Clustering) => JSON.stringify([name, resolution]);
  const given = createGivenLabels(traits, lifetime);
  function pending(category: string | null): ReadonlyMap<string, string> {
    const had = current.value ? given.of(keyOf(current.value), category) : NONE;
    return new Map([...writtenNow.value].filter(([cluster, label]) => had.get(cluster) !== label));
  }
  const writtenNow = computed(() => (current.value && written.value.get(keyOf(current.value))) ?? NONE);

  return {
    all,
    running,
    current,
    look(name) {
      looked.value = name;
      problem.value = null;
    },
    choices: async (n) => (await rpc.ask("cluster_choices", { n })).body,
    async cluster(of, how) {
      const sent = "mask" in of ? encodeCells(of.mask) : null;
      const which = "mask" in of ? { ...(sent && { cells: sent.cells }) } : { of: [of.column, of.name] as const };
      calledOff = false;
      try {
        const { name } = (await rpc.ask("cluster", { ...how, ...which }, sent ? [sent.buffer] : [])).body;
        looked.value = name;
        problem.value = null;
        return name;
      } catch (error) {
        if (calledOff) return null;
        throw error;
      } finally {
        calledOff = false;
      }
    },
    async cancel() {
      calledOff = true;
      clearTimeout(timer);
      wanted.value = null;
      await rpc.ask("cancel_clustering");
    },
    resolution: computed(() => {
      const now = current.value;
      return wanted.value !== null && wanted.value.name === now?.name
        ? wanted.value.resolution
        : (now?.resolution ?? 1);
    }),
    setResolution(resolution) {
      const now = current.peek();
      if (!now) return;
      wanted.value = { name: now.name, resolution };
      clearTimeout(timer);
      timer = globalThis.setTimeout(() => void again(), REST_MS) as unknown as number;
    },
    problem,
    async markers({ name }, nGenes) {
      const { serial, layer, genes } = (await rpc.ask("cluster_markers", { clusters: name, nGenes })).body;
      const names = [...new Set(genes.map(({ cluster }) => cluster))];
      return {
        serial,
        layer,
        genes: new Map(names.map((cluster) => [cluster, genes.filter((gene) => gene.cluster === cluster)])),
      };
    },
    written: writtenNow,
    write(cluster, label) {
      const now = current.peek();
      if (!now) return;
      const theirs = new Map(writtenNow.peek());
      if (label.trim()) theirs.set(cluster, label.trim());
      else theirs.delete(cluster);
      given.forget(keyOf(now), cluster);
      written.value = new Map(written.peek()).set(keyOf(now), theirs);
    },
    pending,
    async label(category) {
      requireWritable(traits);
      const now = current.peek();
      if (!now) throw new Error("There are no clusters to label.");
      const { name, serial } = now;
      const wanted = pending(category);
      const labels = Object.fromEntries(wanted);
      const { body } = await rpc.ask("label_clusters", { clusters: name, serial, category, labels });
      given.add(keyOf(now), category, body.message ?? "", wanted);
      const n = new Set(Object.values(labels)).size;
      const what = `${count(body.changed)} ${body.changed === 1 ? "cell" : "cells"}`;
      const message =
        body.changed > 0
          ? `Labelled ${what} by ${name} (${n === 1 ? "1 label" : `${n} labels`})`
          : "They are called so already";
      return { message, revision: revisionOf(body) };
    },
    keep: async ({ name }, keyAdded, overwrite) =>
      (await rpc.ask("keep_clusters", { clusters: name, keyAdded, overwrite })).body,
    async drop({ name }) {
      await rpc.ask("drop_clusters", { clusters: name });
    },
  };
}
