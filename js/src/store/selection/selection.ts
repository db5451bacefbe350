/**
 * The selected cells: picked step by step and narrowed by filters, computed here at once and confirmed by Python, which
 * keeps the truth and the recipe.
 */
import { batch, computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { cellsInPolygons } from "../../geometry/lasso";
import type { SelectMode } from "../../geometry/selectMode";
import { masksFrom } from "../../wire/cells";
import type { Json } from "../../wire/messages";
import { RequestError, type Rpc } from "../../wire/rpc";
import { type Filter, filterFrom, filtersFrom, type Name, wantedOf } from "../data/filterValue";
import { combine, count, same } from "../data/masks";
import { basisFrom, pairOf } from "../data/pairs";

export type Polygon = number[][];

/** One step of picking, as Python tells it. */
export interface Step {
  mode: SelectMode | "invert" | "all";
  lasso?: Polygon[];
  basis?: string;
  where?: Record<string, unknown>;
  /** The layer of the genes in it. */
  layer?: string;
  /** Of cells chosen by name or position. */
  nCells?: number;
}
/** How cells were picked, filters aside. */
export interface Picks {
  steps: readonly Step[];
  /** One byte a cell; null: nothing was picked. */
  picked: Uint8Array | null;
}

/** What is counted: a mask as in {@link Selection.meant}. */
export interface Counted {
  mask: Uint8Array | null;
  filters: ReadonlyMap<string, Filter>;
}

export interface Selection {
  /** One byte a cell; null when no cell is selected. */
  mask: ReadonlySignal<Uint8Array | null>;
  /** The same, but all zero where what was asked for leaves no cell; null: nothing was asked for. */
  meant: ReadonlySignal<Uint8Array | null>;
  /** The same after the picture of it, and the filters it was narrowed by: the cells light up first, then are counted. */
  counted: ReadonlySignal<Counted>;
  n: ReadonlySignal<number>;
  /** Python has confirmed what is shown. */
  settled: ReadonlySignal<boolean>;
  /** Only Python can tell what is selected, and has not yet. */
  unsure: ReadonlySignal<boolean>;
  /**
   * The cells that a person means now: as shown, or once Python has told. Rejected when the selection changed once more
   * before it did.
   */
  sure(): Promise<Uint8Array | null>;
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
  /** Where the values of genes come from, as far as the page was told. */
  layer(): string;
  /** Calls back when what changed just now has been drawn. */
  afterPicture(go: () => void): void;
  /** One byte a cell that passes; null when the column is not at hand. Follows labels and columns as they come. */
  passing(column: string, filter: Filter): Uint8Array | null;
}

const CHANGED = "The selection changed before the kernel answered: nothing was labelled. Look again, and repeat it.";
const RENEWED = "The values of these two changed, and are being read again: draw it again when they are here.";
const NOTHING: Picks = { steps: [], picked: null };

export function createSelection(rpc: Rpc, ground: Ground): Selection {
  const picks = signal<Picks>(NOTHING);
  const filters = signal<ReadonlyMap<string, Filter>>(new Map());
  /** What Python last said; what counts unless a request of ours is under way. */
  const truth = signal({ serial: 0, picks: NOTHING, filters: filters.peek(), mask: null as Uint8Array | null });
  const canUndo = signal(false);
  const canRedo = signal(false);
  /** Requests without an answer, in order; false: what they select only Python can tell. */
  const pending = signal<ReadonlyMap<string, boolean>>(new Map());
  const unsure = computed(() => [...pending.value.values()].some((sure) => !sure));
  /** Counts what a person did here, and what was selected elsewhere. */
  let acts = 0;
  const waiting = new Set<() => void>();

  /** What the steps and filters come to; Python's word where no request is under way, or a column is not here. */
  const meant = computed<Uint8Array | null>(() => {
    if (pending.value.size === 0) return truth.value.mask;
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
  const counted = signal<Counted>({ mask: meant.peek(), filters: filters.peek() });
  let toCount = false;
  effect(() => {
    const { mask, filters: narrowed } = counted.peek();
    if ((meant.value === mask && filters.value === narrowed) || toCount) return;
    toCount = true;
    ground.afterPicture(() => {
      toCount = false;
      counted.value = { mask: meant.peek(), filters: filters.peek() };
    });
  });

  function settle(): void {
    if (pending.peek().size > 0) return;
    batch(() => {
      picks.value = truth.peek().picks;
      filters.value = truth.peek().filters;
    });
    for (const go of waiting) go();
    waiting.clear();
  }
  function answered(ids: readonly string[]): void {
    const rest = new Map(pending.peek());
    for (const id of ids) rest.delete(id);
    pending.value = rest;
    settle();
  }
  /** Whether the columns of all filters are here: then what is picked tells what is selected. */
  const narrows = () => [...filters.peek()].every(([column, filter]) => ground.passing(column, filter) !== null);

  async function ask(kind: string, body: Json, sure: boolean): Promise<void> {
    const id = rpc.newId();
    acts++;
    pending.value = new Map(pending.peek()).set(id, sure && narrows());
    try {
      await rpc.ask(kind, body, [], id);
    } finally {
      answered([id]);
    }
  }

  /** The cells a step names, or undefined when only Python can tell. */
  function named(step: Step): Uint8Array | undefined {
    if (step.lasso) {
      const xy = step.basis === undefined ? null : ground.coordinatesOf(step.basis);
      return xy ? cellsInPolygons(xy, step.lasso) : undefined;
    }
    const [column, ...others] = Object.entries(step.where ?? {});
    if (!column || others.length > 0) return undefined;
    return ground.passing(column[0], filterFrom(column[1])) ?? undefined;
  }
  /** Shows a step at once, as Python will make it; false when only Python can tell. */
  function take(step: Step & { mode: SelectMode }): boolean {
    const found = named(step);
    if (!found) return false;
    const { steps, picked } = picks.peek();
    const narrowed = filters.peek().size > 0;
    if (step.mode === "replace" || (!picked && (step.mode === "add" || (step.mode === "intersect" && narrowed)))) {
      picks.value = { steps: [{ ...step, mode: "replace" }], picked: found };
    } else if (picked) {
      picks.value = { steps: [...steps, step], picked: combine(picked, found, step.mode) };
    } else if (step.mode === "subtract" && narrowed) {
      picks.value = { steps: [{ mode: "all" }, step], picked: combine(all(), found, "subtract") };
    }
    return true;
  }
  const all = () => new Uint8Array(ground.nCells()).fill(1);

  return {
    mask: computed(() => (n.value > 0 ? meant.value : null)),
    meant,
    counted,
    n,
    settled: computed(() => pending.value.size === 0),
    unsure,
    picks,
    filters,
    active: computed(() => picks.value.steps.length > 0 || filters.value.size > 0),
    canUndo,
    canRedo,
    async sure() {
      if (!unsure.peek()) return meant.peek();
      const then = acts;
      await new Promise<void>((go) => waiting.add(go));
      if (acts !== then) throw new RequestError(CHANGED);
      return meant.peek();
    },
    lasso(polygon, mode, basis = ground.embedding() ?? undefined) {
      if (basis === undefined) return Promise.resolve();
      const isPair = pairOf(basis) !== null;
      // What was drawn on is not what is there any more.
      if (isPair && !ground.coordinatesOf(basis)) return Promise.reject(new RequestError(RENEWED));
      const sure = take({ mode, lasso: [polygon], basis });
      return ask("select", { mode, lasso: [polygon], basis, ...(isPair && { layer: ground.layer() }) }, sure);
    },
    where(column, names, mode) {
      const where = { [column]: [...names] };
      return ask("select", { mode, where }, take({ mode, where }));
    },
    all() {
      batch(() => {
        filters.value = new Map();
        picks.value = { steps: [{ mode: "all" }], picked: all() };
      });
      return ask("select_all", {}, true);
    },
    invert() {
      const { steps, picked } = picks.peek();
      // with filters it turns round what they left, which is Python's to write down
      const sure = filters.peek().size === 0;
      if (sure && picked)
        picks.value = { steps: [...steps, { mode: "invert" }], picked: combine(all(), picked, "subtract") };
      else if (sure) picks.value = { steps: [{ mode: "all" }], picked: all() };
      return ask("invert_selection", {}, sure);
    },
    clear() {
      batch(() => {
        picks.value = NOTHING;
        filters.value = new Map();
      });
      return ask("clear_selection", {}, true);
    },
    clearPicks() {
      picks.value = NOTHING;
      return ask("clear_selection", { keep_filters: true }, true);
    },
    setFilter(column, filter) {
      const next = new Map(filters.peek());
      next.delete(column);
      if (filter) next.set(column, filter);
      filters.value = next;
      // a range is meant in the layer that the person sees: Python refuses it in another
      const layer = filter?.kind === "range" ? { layer: ground.layer() } : {};
      return ask("filter", { column, wanted: filter && wantedOf(filter), ...layer }, true);
    },
    drop: (index) => ask("drop_step", { index, serial: truth.peek().serial }, false),
    undo: () => ask("undo_selection", {}, false),
    redo: () => ask("redo_selection", {}, false),
    arrived(message, payload) {
      const steps = (message.steps as (Step & { n_cells?: number })[]).map(({ n_cells, ...step }) => ({
        ...step,
        ...(step.basis !== undefined && { basis: basisFrom(step.basis) }),
        ...(n_cells !== undefined && { nCells: n_cells }),
      }));
      const told = filtersFrom(message.filters as Json, filters.peek());
      const [mask = null, apart = null] = payload ? masksFrom(payload, ground.nCells()) : [];
      const said = steps.length > 0 ? (told.size > 0 ? apart : mask) : null;
      // the arrays on screen stay where they say the same: nothing is drawn or counted anew
      const [shown, now] = [meant.peek(), picks.peek().picked];
      const next = {
        serial: message.serial as number,
        picks: { steps, picked: same(now, said) ? now : said },
        filters: told,
        mask: same(shown, mask) ? shown : mask,
      };
      const ours = pending.peek();
      batch(() => {
        truth.value = next;
        canUndo.value = message.can_undo as boolean;
        canRedo.value = message.can_redo as boolean;
        // Requests are answered in order: with this one all before it are, also those whose replies got lost.
        const at = [...ours.keys()].indexOf(String(message.request));
        if (at >= 0) answered([...ours.keys()].slice(0, at + 1));
        else {
          acts++;
          settle();
        }
      });
    },
  };
}
