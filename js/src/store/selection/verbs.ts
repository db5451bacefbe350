/** What a person does to the selection: shown at once where the page can tell what it comes to, and sent to Python. */
import { batch, type ReadonlySignal, type Signal } from "@preact/signals";
import type { Inside } from "../../geometry/aside";
import type { SelectMode } from "../../geometry/selectMode";
import { encodeCells } from "../../wire/cells";
import type { Way } from "../../wire/neighborMessages";
import { RequestError, type Rpc } from "../../wire/rpc";
import type { Polygon } from "../../wire/values";
import { type Filter, filterFrom, type Name, wantedOf } from "../data/filterValue";
import { combine } from "../data/masks";
import { pairOf } from "../data/pairs";
import { type ShownPart, shownOf } from "../data/part";
import type { Pending } from "./pending";
import { allPicked, type Finding, inverted, NOTHING, type Picks, within, withStep } from "./steps";

export interface SelectionVerbs {
  lasso(polygon: Polygon, mode: SelectMode, basis?: string): Promise<void>;
  where(column: string, names: readonly Name[], mode: SelectMode): Promise<void>;
  /** The cells that have one of the names in each of the columns. */
  whereAll(where: Readonly<Record<string, readonly Name[]>>, mode: SelectMode): Promise<void>;
  /** The cells of a set, which only Python has. */
  remembered(name: string, mode: SelectMode): Promise<void>;
  /** These very cells, one byte each; `called`: what they are, in words. */
  these(mask: Uint8Array, chosenBy: string): Promise<void>;
  /** One step along a graph of neighbours; within what is shown. */
  along(way: Way, graph: string): Promise<void>;
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
  /** Which cells a lasso holds; of very many this takes its time. */
  inside: Inside;
  /** Where the values of genes come from, as far as the page was told. */
  layer(): string;
  /** One byte a cell that passes; null when the column is not at hand. Follows labels and columns as they come. */
  passing(column: string, filter: Filter): Uint8Array | null;
  /** Conditions on labels at a level, as conditions on the labels themselves. */
  plain(where: Readonly<Record<string, readonly Name[]>>): Readonly<Record<string, readonly Name[]>>;
  /** The cells shown alone: what is selected now is of these. */
  part: ReadonlySignal<ShownPart | null>;
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
  /** What the page will have found out of what was done before, as long as it has not. */
  let coming: Promise<unknown> | null = null;
  /**
   * Shows what a person does, and sends it. `shows`: returns false where only Python can tell what it comes to. `found`:
   * what must be found out before; what is done meanwhile is shown after that, in the order in which it was done.
   */
  function act(
    shows: () => boolean,
    request: (id: string) => Promise<unknown>,
    found: Promise<unknown> | null = null,
  ): Promise<void> {
    let [before, narrowed] = [picks.peek(), filters.peek()];
    const showNow = () => {
      [before, narrowed] = [picks.peek(), filters.peek()];
      return shows() && narrows();
    };
    return pending.track(request, found || coming ? later(showNow, found) : showNow(), () => show(before, narrowed));
  }
  async function later(showNow: () => boolean, found: Promise<unknown> | null): Promise<boolean> {
    const round = pending.round();
    const all = Promise.all([coming, found]);
    coming = all;
    try {
      await all;
    } catch {
      return false; // what could not be found out Python tells
    } finally {
      if (coming === all) coming = null;
    }
    // Python was faster, and knows better than to show it twice
    return round === pending.round() && batch(showNow);
  }

  /** The cells a step finds, or undefined when only Python can tell. */
  function found({ where }: Finding): Uint8Array | undefined {
    let cells: Uint8Array | undefined;
    for (const [column, wanted] of Object.entries(where ?? {})) {
      const theirs = ground.passing(column, filterFrom(wanted));
      if (!theirs) return undefined;
      cells = cells ? combine(cells, theirs, "intersect") : theirs;
    }
    return cells;
  }
  /** Shows a step at once, as Python will make it of all the cells it finds; false when only Python can tell. */
  function take(step: Finding, all: Uint8Array | null | undefined, part: ShownPart | null): boolean {
    const cells = all ? shownOf(all, part) : null;
    if (cells) picks.value = withStep(picks.peek(), step, cells, filters.peek().size > 0);
    return cells !== null;
  }
  /** What is asked of Python, with the part that a person sees. */
  const ofPart = () => {
    const part = ground.part.peek();
    return part ? { part: part.name } : {};
  };
  function show(next: Picks, narrowed: ReadonlyMap<string, Filter> = new Map()): true {
    batch(() => {
      picks.value = next;
      filters.value = narrowed;
    });
    return true;
  }
  const onlyPython = () => false;
  function whereAll(said: Readonly<Record<string, readonly Name[]>>, mode: SelectMode): Promise<void> {
    const step = { mode, where: ground.plain(said) };
    const part = ground.part.peek();
    const body = { ...step, ...ofPart() };
    return act(
      () => take({ ...step, ...within(part) }, found(step), part),
      (id) => rpc.ask("select", body, [], id),
    );
  }

  return {
    async lasso(polygon, mode, basis = ground.embedding() ?? undefined) {
      if (basis === undefined) return;
      const isPair = pairOf(basis) !== null;
      // What was drawn on is not what is there any more.
      const xy = ground.coordinatesOf(basis);
      if (!xy) throw new RequestError(RENEWED);
      const step = { mode, lasso: [polygon], basis };
      const body = { ...step, ...(isPair && { layer: ground.layer() }), ...ofPart() };
      const part = ground.part.peek();
      const round = pending.round();
      const looked = ground.inside(xy, step.lasso, () => round === pending.round());
      let cells = looked instanceof Uint8Array ? looked : null;
      const wait = looked instanceof Uint8Array ? null : looked.then((those) => (cells = those));
      await act(
        () => take({ ...step, ...within(part) }, cells, part),
        (id) => rpc.ask("select", body, [], id),
        wait,
      );
    },
    where: (column, names, mode) => whereAll({ [column]: [...names] }, mode),
    whereAll,
    remembered: (name, mode) =>
      act(onlyPython, (id) => rpc.ask("select", { mode, remembered: name, ...ofPart() }, [], id)),
    these(mask, chosenBy) {
      const { cells, buffer } = encodeCells(mask);
      const body = { mode: "replace", chosen_by: chosenBy, cells, ...ofPart() } as const;
      return act(onlyPython, (id) => rpc.ask("select", body, [buffer], id));
    },
    along: (way, graph) => act(onlyPython, (id) => rpc.ask("along_graph", { way, graph, ...ofPart() }, [], id)),
    all() {
      const part = ground.part.peek();
      const body = ofPart();
      return act(
        () => show(allPicked(ground.nCells(), part)),
        (id) => rpc.ask("select_all", body, [], id),
      );
    },
    invert() {
      const part = ground.part.peek();
      // with filters it turns round what they left, which is Python's to write down
      const turned = () => {
        if (filters.peek().size > 0) return false;
        picks.value = inverted(picks.peek(), ground.nCells(), part);
        return true;
      };
      const body = ofPart();
      return act(turned, (id) => rpc.ask("invert_selection", body, [], id));
    },
    clear() {
      return act(
        () => show(NOTHING),
        (id) => rpc.ask("clear_selection", {}, [], id),
      );
    },
    clearPicks() {
      const letGo = () => show(NOTHING, filters.peek());
      return act(letGo, (id) => rpc.ask("clear_selection", { keepFilters: true }, [], id));
    },
    setFilter(column, filter) {
      const narrowed = () => {
        const next = new Map(filters.peek());
        next.delete(column);
        if (filter) next.set(column, filter);
        return show(picks.peek(), next);
      };
      // a range is meant in the layer that the person sees: Python refuses it in another
      const layer = filter?.kind === "range" ? { layer: ground.layer() } : {};
      const body = { column, wanted: filter && wantedOf(filter), ...layer };
      return act(narrowed, (id) => rpc.ask("filter", body, [], id));
    },
    drop(index) {
      return act(onlyPython, (id) => rpc.ask("drop_step", { index, serial: shown.serial() }, [], id));
    },
    undo: () => act(onlyPython, (id) => rpc.ask("undo_selection", {}, [], id)),
    redo: () => act(onlyPython, (id) => rpc.ask("redo_selection", {}, [], id)),
  };
}
