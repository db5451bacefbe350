/** What travels of clusters of a part of the cells. As in messages.ts, which takes these kinds and events in. */
import type { CellSetHeader } from "./cells";

export interface ClusterChoicesReply {
  representations: { key: string; n_columns: number }[];
  /** How long it takes, in words. */
  estimate: string;
  /** With a UMAP of these cells. */
  estimate_embedded: string;
  /** Of fewer cells there are no clusters. */
  fewest: number;
}
export interface ClusterBody {
  /** The cells of a label or level; else those beside the message. */
  of?: readonly [column: string, name: string];
  cells?: CellSetHeader;
  use_rep: string;
  n_neighbors: number;
  resolution: number;
  embed: boolean;
  seed: number;
}
export interface Cluster {
  name: string;
  color: string;
  n: number;
}
/** Clusters that were made: a column and, if `embedded`, an embedding are called so. */
export interface ClusteringMessage {
  name: string;
  /** Another one after each run: it tells which clusters are meant. */
  serial: number;
  clusters: Cluster[];
  use_rep: string;
  n_neighbors: number;
  resolution: number;
  seed: number;
  embedded: boolean;
  notes: string[];
}
export interface RunningMessage {
  /** The clustering that is made again; null: it is a new one. */
  name: string | null;
  step: string;
  n_cells: number;
  /** About how long it takes in all. */
  seconds: number;
  embed: boolean;
}
export interface ClusteringsMessage {
  /** The newest last. */
  clusterings: ClusteringMessage[];
  running: RunningMessage | null;
}
export interface ClusterMarkersReply {
  clusters: string;
  serial: number;
  layer: string;
  /** Those of a cluster together, the best first. */
  genes: { cluster: string; name: string; key: string; change: number | null }[];
}
export interface LabelClustersBody {
  clusters: string;
  serial: number;
  category: string;
  labels: Readonly<Record<string, string>>;
}
/** `problem`: a column is in the way, and nothing was written. */
export interface KeptClustersReply {
  column: string | null;
  problem: string | null;
}
