/** What travels about the neighbours of cells: graphs, doubt, smoothing. As in messages.ts. */
import type { EditReply, Name, Nothing } from "./values";

export type Way = "grow" | "shrink";

/** So many cells would go from a label (null: none) to another. */
export interface SmoothingPairMessage {
  label: Name;
  suggested: string;
  n_cells: number;
}
/** What smoothing would do to the labels at a revision; a bitset of the cells is beside it. */
export interface SmoothingReply {
  revision: number;
  n: number;
  /** Left alone: a person decided on them in a review. */
  n_decided: number;
  pairs: SmoothingPairMessage[];
}
/** What neighbours can be computed on. */
export interface RepresentationMessage {
  key: string;
  n_columns: number;
  plot: boolean;
}
export interface SmoothingBody {
  category: string;
  graph: string;
  share: number;
}

export interface NeighborRequests {
  graphs: { body: Nothing; reply: { graphs: string[] } };
  along_graph: { body: { way: Way; graph: string; part?: string }; reply: { n: number } };
  representations: { body: Nothing; reply: { representations: RepresentationMessage[] } };
  compute_neighbors: { body: { use_rep: string }; reply: { graph: string } };
  doubt: { body: { category: string; graph: string }; reply: { column: string } };
  smoothing: { body: SmoothingBody; reply: SmoothingReply };
  smooth: { body: SmoothingBody & { revision: number }; reply: EditReply };
}
