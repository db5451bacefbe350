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
  /** What they were chosen by, in words. */
  chosenBy?: string;
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

/** A step to be told, and the places of those that it is made of. */
export interface Joined {
  step: Step;
  from: number;
  to: number;
}

/** Steps of one kind along one graph, one right after the other, are told as one: grown by 1 and by 2 is grown by 3. */
export function joined(steps: readonly Step[]): Joined[] {
  const found: Joined[] = [];
  steps.forEach((step, i) => {
    const before = found.at(-1);
    const along = before && together(before.step, step);
    if (along) found.splice(-1, 1, { step: { ...step, neighbors: along }, from: before.from, to: i });
    else found.push({ step, from: i, to: i });
  });
  return found;
}

function together(first: Step, then: Step): Along | null {
  const [a, b] = [first.neighbors, then.neighbors];
  if (!a || !b || a.graph !== b.graph || first.nWithin !== then.nWithin) return null;
  if (a.grow !== undefined && b.grow !== undefined) return { grow: a.grow + b.grow, graph: a.graph };
  if (a.shrink !== undefined && b.shrink !== undefined) return { shrink: a.shrink + b.shrink, graph: a.graph };
  return null;
}

export function stepsFrom(told: readonly StepTold[]): Step[] {
  return told.map(({ basis, ...step }) => (basis === undefined ? step : { ...step, basis: basisFrom(basis) }));
}
