/**
 * The part of the cells that is shown alone, in all panes: looked at, not filtered. Shown at once and confirmed by Python, which
 * knows how it came about: what is selected in it is told with its name.
 */
import { type ReadonlySignal, signal } from "@preact/signals";
import { encodeCells, maskFromBitset } from "../../wire/cells";
import { KernelGone, type Rpc } from "../../wire/rpc";
import type { DatasetStore, PartTold } from "./dataset";
import { combine, count, same } from "./masks";

export interface ShownPart {
  /** One byte a cell. */
  mask: Uint8Array;
  n: number;
  /** Of the request that asked for it, or as Python calls it. */
  name: string;
}
export interface Part {
  /** Null: all cells are shown. */
  shown: ReadonlySignal<ShownPart | null>;
  /** Shows only these cells; all again where these are all. At least one must be among them. */
  isolate(mask: Uint8Array): Promise<void>;
  showAll(): Promise<void>;
}

export function createPart(
  rpc: Pick<Rpc, "ask" | "newId" | "on">,
  data: Pick<DatasetStore, "dataset" | "onOpened">,
): Part {
  const shown = signal<ShownPart | null>(null);
  /** What Python last said. */
  let truth: ShownPart | null = null;
  /** Requests of ours without an answer: until then the page's own word counts. */
  let waiting = 0;

  function tell(told: PartTold): void {
    const nCells = data.dataset.peek()?.nCells ?? 0;
    const mask = told && maskFromBitset(told.cells, nCells);
    const now = shown.peek();
    if (told && mask)
      truth = now?.name === told.name && same(now.mask, mask) ? now : { mask, n: count(mask), name: told.name };
    else truth = null;
    if (waiting === 0) shown.value = truth;
  }
  data.onOpened((_, __, part) => tell(part));
  rpc.on("part", ({ name }, [cells]) => {
    if (data.dataset.peek()) tell(name !== null && cells ? { name, cells } : null);
  });

  async function ask(next: ShownPart | null, request: () => Promise<unknown>): Promise<void> {
    shown.value = next;
    waiting++;
    try {
      await request();
    } catch (error) {
      // a kernel that is gone has no say in what is looked at
      if (error instanceof KernelGone) truth = shown.peek();
      else throw error;
    } finally {
      waiting--;
      if (waiting === 0) shown.value = truth;
    }
  }
  return {
    shown,
    isolate(mask) {
      const [id, n] = [rpc.newId(), count(mask)];
      const { cells, buffer } = encodeCells(mask);
      const next = n === mask.length ? null : { mask: mask.slice(), n, name: id };
      return ask(next, () => rpc.ask("isolate", { cells }, [buffer], id));
    },
    showAll: () => ask(null, () => rpc.ask("show_all")),
  };
}

/** Those of a set of cells that are shown; the very set where all are. */
export function shownOf(mask: Uint8Array | null, part: ShownPart | null): Uint8Array | null {
  if (!part) return mask;
  return mask ? combine(mask, part.mask, "intersect") : part.mask;
}
