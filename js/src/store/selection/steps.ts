/** How cells are picked step by step, and what the steps come to. Pure. */
import type { SelectMode } from "../../geometry/selectMode";
import type { Along } from "../../wire/selectionMessages";
import type { StepTold } from "../../wire/types";
import type { Polygon, Wanted } from "../../wire/values";
import { combine } from "../data/masks";
import { basisFrom } from "../data/pairs";
import type { ShownPart } from "../data/part";

export interface Step {
  mode: SelectMode | "invert" | "all";
  lasso?: readonly Polygon[];
  /** The key of an embedding, or of two columns against each other. */
  basis?: string;
  where?: Readonly<Record<string, Wanted>>;
  /** The layer of the genes in it; of each, where they are not in one. */
  layer?: string | Readonly<Record<string, string>>;
  /** So many steps along a graph. */
  neighbors?: Along;
  /** What the set of cells is called that they are. */
  remembered?: string;
  /** Of cells chosen by name or position. */
  nCells?: number;
  /** Of the part that was shown alone when it was made. */
  nWithin?: number;
}
/** A step that finds cells. */
export type Finding = Step & { mode: SelectMode };

/** How cells were picked, filters aside. */
export interface Picks {
  steps: readonly Step[];
  /** One byte a cell; null: nothing was picked. */
  picked: Uint8Array | null;
}

export const NOTHING: Picks = { steps: [], picked: null };

const every = (nCells: number) => new Uint8Array(nCells).fill(1);

/** Of all cells, or of those shown alone. */
export function allPicked(nCells: number, part: ShownPart | null = null): Picks {
  return { steps: [{ mode: "all", ...within(part) }], picked: part?.mask ?? every(nCells) };
}

/** What a step says of the part it was made in. */
export function within(part: ShownPart | null): { nWithin?: number } {
  return part ? { nWithin: part.n } : {};
}

/** As Python will make it of a step that finds these cells. `narrowed`: there are filters. */
export function withStep(picks: Picks, step: Finding, found: Uint8Array, narrowed: boolean): Picks {
  const { steps, picked } = picks;
  const begins = !picked && (step.mode === "add" || (step.mode === "intersect" && narrowed));
  if (step.mode === "replace" || begins) return { steps: [{ ...step, mode: "replace" }], picked: found };
  if (picked) return { steps: [...steps, step], picked: combine(picked, found, step.mode) };
  if (step.mode !== "subtract" || !narrowed) return picks;
  const all = allPicked(found.length);
  return { steps: [...all.steps, step], picked: combine(all.picked, found, "subtract") };
}

export function inverted({ steps, picked }: Picks, nCells: number, part: ShownPart | null = null): Picks {
  if (!picked) return allPicked(nCells, part);
  const all = part?.mask ?? every(nCells);
  return { steps: [...steps, { mode: "invert", ...within(part) }], picked: combine(all, picked, "subtract") };
}

export function stepsFrom(told: readonly StepTold[]): Step[] {
  return told.map(({ basis, ...step }) => (basis === undefined ? step : { ...step, basis: basisFrom(basis) }));
}
