/** How the selection came to be, as it travels. As in messages.ts. */
import type { SelectMode } from "../geometry/selectMode";
import type { Basis, Polygon, Wanted } from "./values";

/** Grown by so many steps along a graph of neighbours, or shrunk. */
export interface Along {
  grow?: number;
  shrink?: number;
  graph: string;
}
/** One step of picking cells. */
export interface StepMessage {
  mode: SelectMode | "invert" | "all";
  lasso?: Polygon[];
  basis?: Basis;
  where?: Record<string, Wanted>;
  layer?: string;
  /** So many steps along a graph. */
  neighbors?: Along;
  /** What the set of cells is called that they are. */
  remembered?: string;
  /** What they were chosen by, in words, where that is in one session only. */
  chosen_by?: string;
  /** Of cells chosen by name or position. */
  n_cells?: number;
  /** Of the part that was shown alone when it was made. */
  n_within?: number;
}
export interface SelectionMessage {
  n: number;
  serial: number;
  /** The request that asked for it. */
  request?: string | null;
  steps: StepMessage[];
  filters: Record<string, Wanted>;
  can_undo: boolean;
  can_redo: boolean;
}
