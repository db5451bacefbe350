/** How cells are picked step by step, and what the steps come to. Pure. */
import type { SelectMode } from "../../geometry/selectMode";
import type { Polygon, Wanted } from "../../wire/messages";
import type { StepTold } from "../../wire/types";
import { combine } from "../data/masks";
import { basisFrom } from "../data/pairs";

export interface Step {
  mode: SelectMode | "invert" | "all";
  lasso?: readonly Polygon[];
  /** The key of an embedding, or of two columns against each other. */
  basis?: string;
  where?: Readonly<Record<string, Wanted>>;
  /** The layer of the genes in it; of each, where they are not in one. */
  layer?: string | Readonly<Record<string, string>>;
  /** Of cells chosen by name or position. */
  nCells?: number;
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

export function allPicked(nCells: number): Picks {
  return { steps: [{ mode: "all" }], picked: every(nCells) };
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

export function inverted({ steps, picked }: Picks, nCells: number): Picks {
  if (!picked) return allPicked(nCells);
  return { steps: [...steps, { mode: "invert" }], picked: combine(every(nCells), picked, "subtract") };
}

export function stepsFrom(told: readonly StepTold[]): Step[] {
  return told.map(({ basis, ...step }) => (basis === undefined ? step : { ...step, basis: basisFrom(basis) }));
}
