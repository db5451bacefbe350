/** Clusters as the rest of the front end reads them: camelCase from here on. */
import type {
  Cluster,
  ClusterBody,
  ClusterChoicesReply,
  ClusteringMessage,
  ClusteringsMessage,
  RunningMessage,
} from "./clusterMessages";

export interface Clustering {
  name: string;
  serial: number;
  clusters: readonly Cluster[];
  useRep: string;
  nNeighbors: number;
  resolution: number;
  embedded: boolean;
  notes: readonly string[];
}
/** How cells are clustered. */
export interface ClusterHow {
  useRep: string;
  nNeighbors: number;
  resolution: number;
  embed: boolean;
  seed: number;
}
export interface Running {
  name: string | null;
  step: string;
  nCells: number;
  seconds: number;
  embed: boolean;
}
export interface Clusterings {
  clusterings: readonly Clustering[];
  running: Running | null;
}

function clusteringFrom({ use_rep, n_neighbors, ...same }: ClusteringMessage): Clustering {
  return { ...same, useRep: use_rep, nNeighbors: n_neighbors };
}

function runningFrom({ n_cells, ...same }: RunningMessage): Running {
  return { ...same, nCells: n_cells };
}

export function clusteringsFrom({ clusterings, running }: ClusteringsMessage): Clusterings {
  return { clusterings: clusterings.map(clusteringFrom), running: running && runningFrom(running) };
}

export function choicesFrom({ representations, estimate, estimate_embedded, fewest }: ClusterChoicesReply) {
  const arrays = representations.map(({ key, n_columns }) => ({ key, nColumns: n_columns }));
  return { representations: arrays, estimate, estimateEmbedded: estimate_embedded, fewest };
}

export function clusterBody({
  useRep,
  nNeighbors,
  ...same
}: ClusterHow & Pick<ClusterBody, "of" | "cells">): ClusterBody {
  return { use_rep: useRep, n_neighbors: nNeighbors, ...same };
}

export function clusterMarkersBody({ clusters, nGenes }: { clusters: string; nGenes: number }) {
  return { clusters, n_genes: nGenes };
}

export function keepBody({ keyAdded, ...same }: { clusters: string; keyAdded: string; overwrite: boolean }) {
  return { ...same, key_added: keyAdded };
}
