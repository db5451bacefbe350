/**
 * The selected cells: picked step by step and narrowed by filters, computed here at once and confirmed by Python, which
 * keeps the truth and the recipe.
 */
import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import { masksFrom } from "../../wire/cells";
import { selectionFrom } from "../../wire/replies";
import type { Rpc } from "../../wire/rpc";
import type { SelectionTold } from "../../wire/types";
import type { DatasetStore } from "../data/dataset";
import { type Filter, filtersFrom } from "../data/filterValue";
import { combine, count, same } from "../data/masks";
import { shownOf } from "../data/part";
import { type Counted, countedLater } from "./counted";
import { createPending } from "./pending";
import { NOTHING, type Picks, stepsFrom } from "./steps";
import { createSelectionVerbs, type SelectionVerbs, type VerbGround } from "./verbs";

/** What is selected. */
export interface Selected {
  /** One byte a cell; null when no cell is selected. */
  mask: ReadonlySignal<Uint8Array | null>;
  /** The same, but all zero where what was asked for leaves no cell; null: nothing was asked for. */
  meant: ReadonlySignal<Uint8Array | null>;
  /** The same after the picture of it, and the filters it was narrowed by: the cells light up first, then are counted. */
  counted: ReadonlySignal<Counted>;
  n: ReadonlySignal<number>;
  /** How many of them are not shown: only a part of all cells is. */
  nHidden: ReadonlySignal<number>;
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
}
export interface Selection extends Selected, SelectionVerbs {}

interface Ground extends VerbGround {
  data: Pick<DatasetStore, "onOpened">;
  /** Calls back when what changed just now has been drawn. */
  afterPicture(go: () => void): void;
}

/** What Python last said. */
interface Truth {
  serial: number;
  picks: Picks;
  filters: ReadonlyMap<string, Filter>;
  mask: Uint8Array | null;
}

export function createSelection(rpc: Rpc, ground: Ground, lifetime: AbortSignal): Selection {
  const picks = signal<Picks>(NOTHING);
  const filters = signal<ReadonlyMap<string, Filter>>(new Map());
  /** What counts unless a request of ours is under way. */
  const truth = signal<Truth>({ serial: 0, picks: NOTHING, filters: filters.peek(), mask: null });
  const canUndo = signal(false);
  const canRedo = signal(false);
  const pending = createPending(
    rpc,
    () =>
      batch(() => {
        picks.value = truth.peek().picks;
        filters.value = truth.peek().filters;
      }),
    lifetime,
  );

  /** What the page makes of the steps and filters while a request is under way; undefined: a column is not here. */
  const made = computed(() =>
    pending.none.value ? undefined : narrow(picks.value.picked, filters.value, ground.passing),
  );
  /** What the steps and filters come to; Python's word where no request is under way, or a column is not here. */
  const meant = computed<Uint8Array | null>(() => (made.value === undefined ? truth.value.mask : made.value));
  /** Also where the values that were here are gone: what is shown is an older selection then. */
  const unsure = computed(() => pending.unsure.value || (!pending.none.value && made.value === undefined));
  const n = computed(() => count(meant.value));
  const nHidden = computed(() =>
    ground.part.value && meant.value ? n.value - count(shownOf(meant.value, ground.part.value)) : 0,
  );

  function tell({ serial, request, steps, filters: wanted, ...can }: SelectionTold, payload: DataView | null): void {
    const told = filtersFrom(wanted, filters.peek());
    const [mask = null, apart = null] = payload ? masksFrom(payload, ground.nCells()) : [];
    const picked = steps.length > 0 ? (told.size > 0 ? apart : mask) : null;
    // the arrays on screen stay where they say the same: nothing is drawn or counted anew
    const [shown, now] = [meant.peek(), picks.peek().picked];
    const next = {
      serial,
      picks: { steps: stepsFrom(steps), picked: same(now, picked) ? now : picked },
      filters: told,
      mask: same(shown, mask) ? shown : mask,
    };
    batch(() => {
      truth.value = next;
      canUndo.value = can.canUndo;
      canRedo.value = can.canRedo;
      pending.told(request);
    });
  }
  ground.data.onOpened(tell);
  rpc.on("selection", (message, buffers) => {
    if (ground.nCells() > 0) tell(selectionFrom(message), buffers[0] ?? null);
  });

  return {
    mask: computed(() => (n.value > 0 ? meant.value : null)),
    meant,
    counted: countedLater(meant, filters, ground.afterPicture),
    n,
    nHidden,
    settled: pending.none,
    unsure,
    picks,
    filters,
    active: computed(() => picks.value.steps.length > 0 || filters.value.size > 0),
    canUndo,
    canRedo,
    async sure() {
      await pending.known(unsure);
      return meant.peek();
    },
    ...createSelectionVerbs(rpc, ground, { picks, filters, pending, serial: () => truth.peek().serial }),
  };
}

type Passing = (column: string, filter: Filter) => Uint8Array | null;

/** The cells picked that pass every filter; undefined where the values of one are not here. */
function narrow(
  picked: Uint8Array | null,
  filters: ReadonlyMap<string, Filter>,
  passing: Passing,
): Uint8Array | null | undefined {
  let mask = picked;
  for (const [column, filter] of filters) {
    const theirs = passing(column, filter);
    if (!theirs) return undefined;
    mask = mask ? combine(mask, theirs, "intersect") : theirs;
  }
  return mask;
}
