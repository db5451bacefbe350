/** Names of single cells for the hover card, pulled in blocks of neighbours. */
import { signal } from "@preact/signals";
import type { Rpc } from "../../wire/rpc";

const BLOCK = 1024;

export interface Names {
  /** The cell's name, or null until it has arrived (reading it subscribes). */
  of(cell: number): string | null;
}

export function createNames(rpc: Rpc): Names {
  const blocks = signal<ReadonlyMap<number, readonly string[]>>(new Map());
  const asked = new Set<number>();

  async function pull(block: number): Promise<void> {
    asked.add(block);
    try {
      const { body } = await rpc.ask("names", { block });
      blocks.value = new Map(blocks.peek()).set(block, body.names);
    } catch {
      // A card without a name is no reason to complain; the next hover asks again.
      asked.delete(block);
    }
  }

  return {
    of(cell) {
      const block = Math.floor(cell / BLOCK);
      const names = blocks.value.get(block);
      if (!names && !asked.has(block)) void pull(block);
      return names?.[cell % BLOCK] ?? null;
    },
  };
}
