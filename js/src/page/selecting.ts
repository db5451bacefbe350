/** The selection of a page, its filters and their undo: what Python's selector does in a notebook, by the store's own rules. */
import type { Inside } from "../geometry/aside";
import { type Filter, filterFrom } from "../store/data/filterValue";
import { combine, count } from "../store/data/masks";
import {
  allPicked,
  type Finding,
  inverted,
  NOTHING,
  type Picks,
  type Step,
  within,
  withStep,
} from "../store/selection/steps";
import type { SelectBody } from "../wire/messages";
import type { SelectionMessage, StepMessage } from "../wire/selectionMessages";
import type { Wanted } from "../wire/values";
import { Refused } from "./names";

/** Where values are looked up; they may have to be unpacked first. */
export interface Ground {
  nCells: number;
  xy(basis: string): Promise<Float32Array>;
  passing(column: string, filter: Filter): Promise<Uint8Array>;
  inside: Inside;
}
export type Part = { mask: Uint8Array; n: number; name: string } | null;

/** A step with the cells that it found, and the part that was shown alone: to be made again without one before it. */
type Kept = Step & { found?: Uint8Array; part?: Part };
interface State {
  picks: Picks;
  filters: ReadonlyMap<string, Wanted>;
}

export class Selecting {
  private state: State = { picks: NOTHING, filters: new Map() };
  private before: State[] = [];
  private after: State[] = [];
  private serial = 0;
  private readonly ground: Ground;

  constructor(ground: Ground) {
    this.ground = ground;
  }

  /** What the page is told, and the cells: those selected, then those picked where filters narrow them. */
  async told(request: string | null): Promise<{ message: SelectionMessage; masks: Uint8Array[] }> {
    const { picks, filters } = this.state;
    const mask = filters.size > 0 ? await this.passing(picks.picked) : picks.picked;
    const message = {
      n: count(mask),
      serial: this.serial,
      request,
      steps: picks.steps.map(stepMessage),
      filters: Object.fromEntries(filters),
      can_undo: this.before.length > 0,
      can_redo: this.after.length > 0,
    };
    return { message, masks: [mask, filters.size > 0 ? picks.picked : null].filter((one) => one !== null) };
  }

  async select({ mode, lasso, basis, where, chosen_by }: SelectBody, cells: Uint8Array | null, part: Part) {
    let found = cells;
    if (lasso && basis !== undefined) found = await this.ground.inside(await this.ground.xy(basis), lasso);
    for (const [column, wanted] of Object.entries(where ?? {})) {
      const theirs = await this.ground.passing(column, filterFrom(wanted));
      found = found ? combine(found, theirs, "intersect") : theirs;
    }
    if (!found) throw new Refused("This page can't select cells in this way.");
    if (part) found = combine(found, part.mask, "intersect");
    const step: Kept & Finding = {
      mode,
      found,
      ...(lasso && basis !== undefined && { lasso, basis }),
      ...(where && { where }),
      ...(chosen_by !== undefined && { chosenBy: chosen_by }),
      ...(cells && { nCells: count(cells) }),
      ...within(part),
    };
    this.pick(withStep(this.state.picks, step, found, this.state.filters.size > 0));
  }

  all(part: Part): void {
    this.pick(all(this.ground.nCells, part));
  }

  /** With filters what they left is turned round: they become a step, as Python makes them one. */
  async invert(part: Part): Promise<void> {
    const { picks, filters } = this.state;
    let folded = picks;
    if (filters.size > 0) {
      const found = await this.passing(null);
      const mode = picks.steps.length > 0 ? "intersect" : "replace";
      const step: Kept & Finding = { mode, where: Object.fromEntries(filters), found };
      folded = withStep(picks, step, found, true);
    }
    this.go({ picks: turned(folded, this.ground.nCells, part), filters: new Map() });
  }

  clear(keepFilters: boolean): void {
    this.go({ picks: NOTHING, filters: keepFilters ? this.state.filters : new Map() });
  }

  filter(column: string, wanted: Wanted | null): void {
    const filters = new Map(this.state.filters);
    filters.delete(column);
    if (wanted) filters.set(column, wanted);
    this.go({ ...this.state, filters });
  }

  /** As if a step had not been made; what only worked on the cells of that one goes with it. */
  drop(index: number, serial: number): void {
    if (serial !== this.serial)
      throw new Refused("The selection changed meanwhile: look again which step to take out.");
    const rest: Kept[] = this.state.picks.steps.filter((_, i) => i !== index);
    const first = rest.findIndex(({ mode }) => mode !== "invert" && mode !== "subtract");
    const again = first < 0 ? [] : rest.slice(first);
    const { nCells } = this.ground;
    this.pick(
      again.reduce((picks, step, i) => {
        if (step.mode === "all") return all(nCells, step.part ?? null);
        if (step.mode === "invert") return turned(picks, nCells, step.part ?? null);
        const mode = i === 0 ? "replace" : step.mode;
        return withStep(picks, { ...step, mode }, step.found as Uint8Array, false);
      }, NOTHING),
    );
  }

  step(back: boolean): boolean {
    const [from, to] = back ? [this.before, this.after] : [this.after, this.before];
    const next = from.pop();
    if (!next) return false;
    to.push(this.state);
    this.state = next;
    this.serial++;
    return true;
  }

  /** Whether it is narrowed by a column that has changed. */
  follows(column: string): boolean {
    return this.state.filters.has(column);
  }

  private async passing(picked: Uint8Array | null): Promise<Uint8Array> {
    let mask = picked;
    for (const [column, wanted] of this.state.filters) {
      const theirs = await this.ground.passing(column, filterFrom(wanted));
      mask = mask ? combine(mask, theirs, "intersect") : theirs;
    }
    return mask ?? new Uint8Array(this.ground.nCells);
  }

  private pick(picks: Picks): void {
    this.go({ ...this.state, picks });
  }

  private go(next: State): void {
    this.before = [...this.before, this.state].slice(-100);
    this.after = [];
    this.state = next;
    this.serial++;
  }
}

function all(nCells: number, part: Part): Picks {
  return withPart(allPicked(nCells, part), part);
}

function turned(picks: Picks, nCells: number, part: Part): Picks {
  return withPart(inverted(picks, nCells, part), part);
}

/** The last step remembers the part that it was made in. */
function withPart({ steps, picked }: Picks, part: Part): Picks {
  const kept: Kept[] = steps.map((step, i) => (part && i === steps.length - 1 ? { ...step, part } : step));
  return { steps: kept, picked };
}

function stepMessage({ mode, lasso, basis, where, chosenBy, nCells, nWithin }: Step): StepMessage {
  return {
    mode,
    ...(lasso && { lasso: [...lasso] }),
    ...(basis !== undefined && { basis }),
    ...(where && { where: { ...where } }),
    ...(chosenBy !== undefined && { chosen_by: chosenBy }),
    ...(nCells !== undefined && { n_cells: nCells }),
    ...(nWithin !== undefined && { n_within: nWithin }),
  };
}
