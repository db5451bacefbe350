/**
 * The selected cells: picked step by step and narrowed by filters, computed here at once and confirmed by Python, which
 * keeps the truth and the recipe.
 */
import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import { cellsInPolygons } from "../plot/lasso";
import type { Reply, Rpc } from "../rpc";
import { type Json, masksFrom, type SelectMode } from "../wire";
import { type Filter, filterFrom, type Name, wantedOf } from "./filter";

export type Polygon = number[][];

/** One step of picking, as Python tells it. */
export interface Step {
  mode: SelectMode | "invert" | "all";
  lasso?: Polygon[];
  basis?: string;
  where?: Record<string, unknown>;
  /** Of cells chosen by name or position. */
  nCells?: number;
}
/** How cells were picked, filters aside. */
export interface Picks {
  steps: readonly Step[];
  /** One byte a cell; null: nothing was picked. */
  picked: Uint8Array | null;
}

export interface Selection {
  /** One byte a cell; null when no cell is selected. */
  mask: ReadonlySignal<Uint8Array | null>;
  n: ReadonlySignal<number>;
  picks: ReadonlySignal<Picks>;
  filters: ReadonlySignal<ReadonlyMap<string, Filter>>;
  /** Whether anything was asked for, be it that no cell meets it. */
  active: ReadonlySignal<boolean>;
  canUndo: ReadonlySignal<boolean>;
  canRedo: ReadonlySignal<boolean>;
  lasso(polygon: Polygon, mode: SelectMode, basis?: string): Promise<void>;
  where(column: string, names: readonly Name[], mode: SelectMode): Promise<void>;
  all(): Promise<void>;
  invert(): Promise<void>;
  clear(): Promise<void>;
  /** Lets go of what was picked; filters stay. */
  clearPicks(): Promise<void>;
  setFilter(column: string, filter: Filter | null): Promise<void>;
  /** Takes the step at this place out again. */
  drop(index: number): Promise<void>;
  undo(): Promise<void>;
  redo(): Promise<void>;
  /** What Python says is selected. */
  arrived(message: Json, payload: DataView | null): void;
}

export interface Ground {
  nCells(): number;
  /** The embedding on screen, for a lasso that names none. */
  embedding(): string | null;
  /** Interleaved coordinates of an embedding, when they are at hand. */
  coordinatesOf(basis: string): Float32Array | null;
  /** One byte a cell that passes; null when the column is not at hand. Follows labels and columns as they come. */
  passing(column: string, filter: Filter): Uint8Array | null;
}

const NOTHING: Picks = { steps: [], picked: null };

export function combine(now: Uint8Array | null, found: Uint8Array, mode: SelectMode): Uint8Array {
  const mask = new Uint8Array(found.length);
  for (let i = 0; i < found.length; i++) {
    const a = now ? (now[i] as number) : 0;
    const b = found[i] as number;
    mask[i] = mode === "replace" ? b : mode === "add" ? a | b : mode === "subtract" ? a & ~b & 1 : a & b;
  }
  return mask;
}

function count(mask: Uint8Array | null): number {
  let n = 0;
  if (mask) for (let i = 0; i < mask.length; i++) n += mask[i] as number;
  return n;
}

function same(a: Uint8Array | null, b: Uint8Array | null): boolean {
  if (!a || !b) return a === b;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

export function createSelection(rpc: Rpc, ground: Ground): Selection {
  const picks = signal<Picks>(NOTHING);
  const filters = signal<ReadonlyMap<string, Filter>>(new Map());
  /** What Python last said; shown again when a request of ours fails. */
  const truth = signal({ picks: NOTHING, filters: filters.peek(), mask: null as Uint8Array | null });
  const canUndo = signal(false);
  const canRedo = signal(false);
  let unanswered = 0;

  /** What the steps and filters come to; Python's word where a column to tell by is not here. */
  const meant = computed<Uint8Array | null>(() => {
    const { picked } = picks.value;
    if (filters.value.size === 0) return picked;
    let mask = picked;
    for (const [column, filter] of filters.value) {
      const passing = ground.passing(column, filter);
      if (!passing) return truth.value.mask;
      mask = mask ? combine(mask, passing, "intersect") : passing;
    }
    return mask;
  });
  const n = computed(() => count(meant.value));

  function settle(): void {
    if (unanswered > 0) return;
    const { picks: true_, filters: trueFilters } = truth.peek();
    batch(() => {
      // the array that is on screen stays where it says the same: nothing is drawn anew
      const { picked } = picks.peek();
      picks.value = { steps: true_.steps, picked: same(picked, true_.picked) ? picked : true_.picked };
      filters.value = trueFilters;
    });
  }

  /** The cells picked after a step, or undefined when only Python can tell. */
  function evaluate(step: Step): Uint8Array | undefined {
    const now = picks.peek().picked;
    const all = () => new Uint8Array(ground.nCells()).fill(1);
    if (step.mode === "all") return all();
    if (step.mode === "invert") return now ? combine(all(), now, "subtract") : all();
    if (step.lasso) {
      const xy = step.basis === undefined ? null : ground.coordinatesOf(step.basis);
      return xy ? combine(now, cellsInPolygons(xy, step.lasso), step.mode) : undefined;
    }
    const [column, ...others] = Object.entries(step.where ?? {});
    if (!column || others.length > 0) return undefined;
    const found = ground.passing(column[0], filterFrom(column[1]));
    return found ? combine(now, found, step.mode) : undefined;
  }
  function take(step: Step): void {
    const picked = evaluate(step);
    const anew = step.mode === "replace" || step.mode === "all";
    if (picked) picks.value = { steps: anew ? [step] : [...picks.peek().steps, step], picked };
  }

  async function answered(reply: Promise<Reply>): Promise<void> {
    unanswered++;
    try {
      await reply;
    } finally {
      unanswered--;
      settle();
    }
  }
  const ask = (kind: string, body: Json = {}) => answered(rpc.ask(kind, body));

  return {
    mask: computed(() => (n.value > 0 ? meant.value : null)),
    n,
    picks,
    filters,
    active: computed(() => picks.value.steps.length > 0 || filters.value.size > 0),
    canUndo,
    canRedo,
    lasso(polygon, mode, basis = ground.embedding() ?? undefined) {
      if (basis === undefined) return Promise.resolve();
      take({ mode, lasso: [polygon], basis });
      return ask("select", { mode, lasso: [polygon], basis });
    },
    where(column, names, mode) {
      const where = { [column]: [...names] };
      take({ mode, where });
      return ask("select", { mode, where });
    },
    all() {
      batch(() => {
        filters.value = new Map();
        take({ mode: "all" });
      });
      return ask("select_all");
    },
    invert() {
      // with filters it turns round what they left, which is Python's to write down
      if (filters.peek().size === 0) take({ mode: "invert" });
      return ask("invert_selection");
    },
    clear() {
      batch(() => {
        picks.value = NOTHING;
        filters.value = new Map();
      });
      return ask("clear_selection");
    },
    clearPicks() {
      picks.value = NOTHING;
      return ask("clear_selection", { keep_filters: true });
    },
    setFilter(column, filter) {
      const next = new Map(filters.peek());
      next.delete(column);
      if (filter) next.set(column, filter);
      filters.value = next;
      return ask("filter", { column, wanted: filter && wantedOf(filter) });
    },
    drop: (index) => ask("drop_step", { index, of: picks.peek().steps.length }),
    undo: () => ask("undo_selection"),
    redo: () => ask("redo_selection"),
    arrived(message, payload) {
      const steps = (message.steps as (Step & { n_cells?: number })[]).map(({ n_cells, ...step }) =>
        n_cells === undefined ? step : { ...step, nCells: n_cells },
      );
      const said = new Map(
        Object.entries(message.filters as Json).map(([column, wanted]) => [column, filterFrom(wanted)]),
      );
      const [mask = null, apart = null] = payload ? masksFrom(payload, ground.nCells()) : [];
      const picked = steps.length > 0 ? (said.size > 0 ? apart : mask) : null;
      batch(() => {
        truth.value = { picks: { steps, picked }, filters: said, mask };
        canUndo.value = message.can_undo as boolean;
        canRedo.value = message.can_redo as boolean;
        settle();
      });
    },
  };
}
