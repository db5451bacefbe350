/** What a person does to the selection: shown at once where the page can tell what it comes to, and sent to Python. */
import { batch, type Signal } from "@preact/signals";
import { cellsInPolygons } from "../../geometry/lasso";
import type { SelectMode } from "../../geometry/selectMode";
import type { Polygon } from "../../wire/messages";
import { RequestError, type Rpc } from "../../wire/rpc";
import { type Filter, filterFrom, type Name, wantedOf } from "../data/filterValue";
import { pairOf } from "../data/pairs";
import type { Pending } from "./pending";
import { allPicked, type Finding, inverted, NOTHING, type Picks, withStep } from "./steps";

export interface SelectionVerbs {
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
}

export interface VerbGround {
  nCells(): number;
  /** The embedding on screen, for a lasso that names none. */
  embedding(): string | null;
  /** Interleaved coordinates of an embedding, when they are at hand. */
  coordinatesOf(basis: string): Float32Array | null;
  /** Where the values of genes come from, as far as the page was told. */
  layer(): string;
  /** One byte a cell that passes; null when the column is not at hand. Follows labels and columns as they come. */
  passing(column: string, filter: Filter): Uint8Array | null;
}

/** What is on screen, and how far Python is. */
interface Shown {
  picks: Signal<Picks>;
  filters: Signal<ReadonlyMap<string, Filter>>;
  pending: Pending;
  /** Of the selection that Python told last. */
  serial(): number;
}

const RENEWED = "What this was drawn on has changed, and is being read again: draw it again when it is here.";

export function createSelectionVerbs(rpc: Rpc, ground: VerbGround, shown: Shown): SelectionVerbs {
  const { picks, filters, pending } = shown;

  /** Whether the columns of all filters are here: then what is picked tells what is selected. */
  const narrows = () => [...filters.peek()].every(([column, filter]) => ground.passing(column, filter) !== null);
  const send = (request: (id: string) => Promise<unknown>, sure: boolean) => pending.track(request, sure && narrows());

  /** The cells a step finds, or undefined when only Python can tell. */
  function found({ lasso, basis, where }: Finding): Uint8Array | undefined {
    if (lasso) {
      const xy = basis === undefined ? null : ground.coordinatesOf(basis);
      return xy ? cellsInPolygons(xy, lasso) : undefined;
    }
    const [column, ...others] = Object.entries(where ?? {});
    if (!column || others.length > 0) return undefined;
    return ground.passing(column[0], filterFrom(column[1])) ?? undefined;
  }
  /** Shows a step at once, as Python will make it; false when only Python can tell. */
  function take(step: Finding): boolean {
    const cells = found(step);
    if (cells) picks.value = withStep(picks.peek(), step, cells, filters.peek().size > 0);
    return cells !== undefined;
  }
  function show(next: Picks): void {
    batch(() => {
      picks.value = next;
      filters.value = new Map();
    });
  }

  return {
    async lasso(polygon, mode, basis = ground.embedding() ?? undefined) {
      if (basis === undefined) return;
      const isPair = pairOf(basis) !== null;
      // What was drawn on is not what is there any more.
      if (!ground.coordinatesOf(basis)) throw new RequestError(RENEWED);
      const step = { mode, lasso: [polygon], basis };
      const body = { ...step, ...(isPair && { layer: ground.layer() }) };
      const sure = take(step);
      await send((id) => rpc.ask("select", body, [], id), sure);
    },
    where(column, names, mode) {
      const step = { mode, where: { [column]: [...names] } };
      const sure = take(step);
      return send((id) => rpc.ask("select", step, [], id), sure);
    },
    all() {
      show(allPicked(ground.nCells()));
      return send((id) => rpc.ask("select_all", {}, [], id), true);
    },
    invert() {
      // with filters it turns round what they left, which is Python's to write down
      const sure = filters.peek().size === 0;
      if (sure) picks.value = inverted(picks.peek(), ground.nCells());
      return send((id) => rpc.ask("invert_selection", {}, [], id), sure);
    },
    clear() {
      show(NOTHING);
      return send((id) => rpc.ask("clear_selection", {}, [], id), true);
    },
    clearPicks() {
      picks.value = NOTHING;
      return send((id) => rpc.ask("clear_selection", { keepFilters: true }, [], id), true);
    },
    setFilter(column, filter) {
      const next = new Map(filters.peek());
      next.delete(column);
      if (filter) next.set(column, filter);
      filters.value = next;
      // a range is meant in the layer that the person sees: Python refuses it in another
      const layer = filter?.kind === "range" ? { layer: ground.layer() } : {};
      const body = { column, wanted: filter && wantedOf(filter), ...layer };
      return send((id) => rpc.ask("filter", body, [], id), true);
    },
    drop(index) {
      return send((id) => rpc.ask("drop_step", { index, serial: shown.serial() }, [], id), false);
    },
    undo: () => send((id) => rpc.ask("undo_selection", {}, [], id), false),
    redo: () => send((id) => rpc.ask("redo_selection", {}, [], id), false),
  };
}
