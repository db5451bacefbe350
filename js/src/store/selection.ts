/** The selected cells: computed here at once, confirmed by Python, which keeps the truth and the recipe. */
import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import { cellsInPolygons } from "../plot/lasso";
import type { Reply, Rpc } from "../rpc";
import { type Codes, encodeCells, type Json, maskFromBitset, type SelectMode } from "../wire";

export type Polygon = number[][];
export type Step =
  | { kind: "lasso"; mode: SelectMode; polygon: Polygon; basis: string }
  | { kind: "where"; mode: SelectMode; column: string; names: string[] }
  | { kind: "invert" }
  /** Made elsewhere: by a cell of the notebook, or before this page was loaded. */
  | { kind: "given"; mask: Uint8Array };

export interface Selection {
  /** One byte a cell; null when nothing is selected. */
  mask: ReadonlySignal<Uint8Array | null>;
  n: ReadonlySignal<number>;
  /** How it was made, as far as this page knows. */
  steps: ReadonlySignal<readonly Step[]>;
  /** `basis`: the embedding it was drawn in; the one on screen unless told. */
  lasso(polygon: Polygon, mode: SelectMode, basis?: string): Promise<void>;
  where(column: string, names: string[], mode: SelectMode): Promise<void>;
  clear(): Promise<void>;
  invert(): Promise<void>;
  /** Takes one step back out and runs the others again. */
  remove(step: Step): Promise<void>;
  /** What Python says is selected. */
  arrived(mask: Uint8Array | null): void;
  receive(message: Json, buffers: DataView[]): void;
}

export interface Ground {
  nCells(): number;
  coordinates(basis?: string): { key: string; xy: Float32Array } | null;
  /** Codes of a column and which of them the names stand for, when they are at hand. */
  codesOf(column: string, names: string[]): { codes: Codes; wanted: Set<number> } | null;
}

export function combine(now: Uint8Array | null, found: Uint8Array, mode: SelectMode): Uint8Array | null {
  const mask = new Uint8Array(found.length);
  let any = 0;
  for (let i = 0; i < found.length; i++) {
    const [a, b] = [now ? (now[i] ?? 0) : 0, found[i] ?? 0];
    const bit = mode === "replace" ? b : mode === "add" ? a | b : mode === "subtract" ? a & ~b & 1 : a & b;
    mask[i] = bit;
    any |= bit;
  }
  return any ? mask : null;
}

function count(mask: Uint8Array | null): number {
  let n = 0;
  if (mask) for (const bit of mask) n += bit;
  return n;
}

function same(a: Uint8Array | null, b: Uint8Array | null): boolean {
  if (!a || !b) return a === b;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/**
 * Steps to run from nothing: what only narrowed or turned round the selection before has nothing to work on any more
 * (and the inverse of nothing is everything, which nobody asked for).
 */
export function withoutBase(steps: readonly Step[]): Step[] {
  const first = steps.findIndex(
    (step) => step.kind !== "invert" && (step.kind === "given" || step.mode !== "subtract"),
  );
  if (first < 0) return [];
  const base = steps[first] as Step;
  const anew: Step = base.kind === "lasso" || base.kind === "where" ? { ...base, mode: "replace" } : base;
  return [anew, ...steps.slice(first + 1)];
}

export function createSelection(rpc: Rpc, ground: Ground): Selection {
  const mask = signal<Uint8Array | null>(null);
  const steps = signal<readonly Step[]>([]);
  /** What Python last said; shown again when a request of ours fails. */
  let confirmed: Uint8Array | null = null;
  let unanswered = 0;

  function settle(): void {
    if (unanswered > 0 || same(confirmed, mask.peek())) return;
    batch(() => {
      steps.value = confirmed ? [{ kind: "given", mask: confirmed }] : [];
      mask.value = confirmed;
    });
  }
  function arrived(truth: Uint8Array | null): void {
    confirmed = truth;
    settle();
  }

  /** The mask after a step, or undefined when only Python can tell. */
  function evaluate(step: Step): Uint8Array | null | undefined {
    const now = mask.peek();
    if (step.kind === "invert") {
      const all = new Uint8Array(ground.nCells()).fill(1);
      return now ? combine(all, now, "subtract") : combine(null, all, "replace");
    }
    if (step.kind === "lasso") {
      const here = ground.coordinates(step.basis);
      if (here?.key !== step.basis) return undefined;
      return combine(now, cellsInPolygons(here.xy, [step.polygon]), step.mode);
    }
    if (step.kind === "given") return step.mask;
    const column = ground.codesOf(step.column, step.names);
    return column
      ? combine(
          now,
          Uint8Array.from(column.codes, (c) => +column.wanted.has(c)),
          step.mode,
        )
      : undefined;
  }
  function request(step: Step): Promise<Reply> {
    if (step.kind === "lasso") {
      return rpc.ask("select", { mode: step.mode, lasso: [step.polygon], basis: step.basis });
    }
    if (step.kind === "where") return rpc.ask("select", { mode: step.mode, where: { [step.column]: step.names } });
    if (step.kind === "invert") return rpc.ask("invert_selection");
    const { cells, buffer } = encodeCells(step.mask);
    return rpc.ask("select", { mode: "replace", cells }, [buffer]);
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

  function take(step: Step): Promise<void> {
    const next = evaluate(step);
    const fresh = mask.peek() === null || (step.kind !== "invert" && step.kind !== "given" && step.mode === "replace");
    batch(() => {
      steps.value = fresh ? [step] : [...steps.peek(), step];
      if (next !== undefined) mask.value = next;
    });
    return answered(request(step));
  }
  function clear(): Promise<void> {
    batch(() => {
      steps.value = [];
      mask.value = null;
    });
    return answered(rpc.ask("clear_selection"));
  }

  return {
    mask,
    n: computed(() => count(mask.value)),
    steps,
    lasso(polygon, mode, basis = ground.coordinates()?.key) {
      return basis ? take({ kind: "lasso", mode, polygon, basis }) : Promise.resolve();
    },
    where: (column, names, mode) => take({ kind: "where", mode, column, names }),
    clear,
    invert: () => take({ kind: "invert" }),
    async remove(step) {
      const others = withoutBase(steps.peek().filter((other) => other !== step));
      await Promise.all([clear(), ...others.map(take)]);
    },
    arrived,
    receive(message, buffers) {
      const nCells = ground.nCells();
      if (nCells === 0) return;
      arrived(message.n === 0 ? null : maskFromBitset(buffers[0] as DataView, nCells));
    },
  };
}
