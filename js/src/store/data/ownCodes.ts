/** Which label each cell has in the categories of the user: pulled once, then patched by Python's events. */
import { effect, type ReadonlySignal, signal } from "@preact/signals";
import { type Codes, codesFrom } from "../../wire/arrays";
import { codesEventFrom } from "../../wire/replies";
import type { Rpc } from "../../wire/rpc";
import type { CodesEvent } from "../../wire/types";
import type { Problems } from "../base/problems";
import type { Traits } from "../base/traits";
import type { DatasetStore } from "./dataset";

export interface CachedCodes {
  codes: Codes;
  revision: number;
}
export interface Patch {
  category: number;
  code: number;
  cells: Uint32Array;
}
export interface OwnCodes {
  /** By category id. A patch changes the array in place; another array means: everything may have changed. */
  cached: ReadonlySignal<ReadonlyMap<number, CachedCodes>>;
  /** Counts the patches, for what reads single cells. */
  patched: ReadonlySignal<number>;
  pull(id: number): Promise<Codes>;
  onPatch(listener: (patch: Patch) => void, lifetime: AbortSignal): void;
}

/** How long an event may lag behind the trait `revision` before it counts as lost. */
const LOST_AFTER_MS = 1000;

function fits(codes: Codes, code: number): boolean {
  return code < 2 ** (8 * codes.BYTES_PER_ELEMENT);
}

interface Ground {
  rpc: Rpc;
  traits: Pick<Traits, "categories" | "revision">;
  data: Pick<DatasetStore, "dataset">;
  problems: Pick<Problems, "report">;
}

export function createOwnCodes({ rpc, traits, data, problems }: Ground, lifetime: AbortSignal): OwnCodes {
  const cached = signal<ReadonlyMap<number, CachedCodes>>(new Map());
  const patched = signal(0);
  const pulling = new Map<number, Promise<Codes>>();
  const listeners = new Set<(patch: Patch) => void>();

  async function ask(id: number): Promise<Codes> {
    const { body, payload } = await rpc.ask("codes", { category: id });
    const codes = codesFrom(payload, body.dtype);
    cached.value = new Map(cached.peek()).set(id, { codes, revision: body.revision });
    return codes;
  }
  function pullAgain(id: number): Promise<Codes> {
    const pulled = pulling.get(id) ?? ask(id).finally(() => pulling.delete(id));
    pulling.set(id, pulled);
    return pulled;
  }
  function recover(id: number): void {
    pullAgain(id).catch(problems.report);
  }

  function patch(id: number, mine: CachedCodes, { code, cells }: Patch): void {
    if (!fits(mine.codes, code)) {
      const wider = code < 65536 ? Uint16Array.from(mine.codes) : Uint32Array.from(mine.codes);
      for (const cell of cells) wider[cell] = code;
      mine.codes = wider;
      cached.value = new Map(cached.peek()).set(id, { codes: wider, revision: mine.revision });
      return;
    }
    const { codes } = mine;
    for (let i = 0; i < cells.length; i++) codes[cells[i] as number] = code;
    for (const listener of listeners) listener({ category: id, code, cells });
  }

  function apply(event: CodesEvent): void {
    for (const [id, mine] of cached.peek()) {
      // What was pulled later has it already.
      if (mine.revision >= event.revision) continue;
      if (mine.revision !== event.base) {
        recover(id);
        continue;
      }
      mine.revision = event.revision;
      for (const part of event.parts) {
        if (part.category === id) patch(id, cached.peek().get(id) ?? mine, part);
      }
    }
    patched.value++;
  }
  rpc.on("codes", (message, buffers) => {
    const nCells = data.dataset.peek()?.nCells ?? 0;
    if (nCells > 0) apply(codesEventFrom(message, buffers, nCells));
  });

  const stopForgetting = effect(() => {
    const ids = new Set(traits.categories.value.map((category) => category.id));
    if ([...cached.peek().keys()].every((id) => ids.has(id))) return;
    cached.value = new Map([...cached.peek()].filter(([id]) => ids.has(id)));
  });

  let lagging = 0;
  const stopWatching = effect(() => {
    const ahead = traits.revision.value;
    clearTimeout(lagging);
    if ([...cached.value.values()].every((mine) => mine.revision >= ahead)) return;
    lagging = globalThis.setTimeout(() => {
      for (const [id, mine] of cached.peek()) if (mine.revision < traits.revision.peek()) recover(id);
    }, LOST_AFTER_MS) as unknown as number;
  });

  lifetime.addEventListener("abort", () => {
    clearTimeout(lagging);
    stopForgetting();
    stopWatching();
    listeners.clear();
  });

  return {
    cached,
    patched,
    pull(id) {
      const here = cached.peek().get(id);
      return here ? Promise.resolve(here.codes) : pullAgain(id);
    },
    onPatch(listener, until) {
      listeners.add(listener);
      until.addEventListener("abort", () => listeners.delete(listener));
    },
  };
}
