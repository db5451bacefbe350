/** Requests that change the selection and have no answer yet: until they have, what is shown is the page's own. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { RequestError, type Rpc } from "../../wire/rpc";

export interface Pending {
  none: ReadonlySignal<boolean>;
  /** One of them selects what only Python can tell. */
  unsure: ReadonlySignal<boolean>;
  /** Sends a request under the id given. `sure`: what it selects is shown already. */
  track(send: (id: string) => Promise<unknown>, sure: boolean): Promise<void>;
  /** Python has told a selection, and by which request it came about. */
  told(request: string | null): void;
  /** Until what is selected is known. Rejected when the selection changed once more before it was. */
  known(): Promise<void>;
}

const CHANGED = "The selection changed before the kernel answered: nothing was labelled. Look again, and repeat it.";

/** `onSettled`: every request is answered; what Python told counts again. */
export function createPending(rpc: Rpc, onSettled: () => void): Pending {
  /** In the order they were sent; false: what they select only Python can tell. */
  const requests = signal<ReadonlyMap<string, boolean>>(new Map());
  const unsure = computed(() => [...requests.value.values()].some((sure) => !sure));
  /** Counts what a person did here, and what was selected elsewhere. */
  let acts = 0;
  const waiting = new Set<() => void>();

  function settle(): void {
    if (requests.peek().size > 0) return;
    onSettled();
    for (const go of waiting) go();
    waiting.clear();
  }
  function answered(ids: readonly string[]): void {
    const rest = new Map(requests.peek());
    for (const id of ids) rest.delete(id);
    requests.value = rest;
    settle();
  }

  return {
    none: computed(() => requests.value.size === 0),
    unsure,
    async track(send, sure) {
      const id = rpc.newId();
      acts++;
      requests.value = new Map(requests.peek()).set(id, sure);
      try {
        await send(id);
      } finally {
        answered([id]);
      }
    },
    told(request) {
      // Requests are answered in order: with this one all before it are, also those whose replies got lost.
      const ids = [...requests.peek().keys()];
      const at = request === null ? -1 : ids.indexOf(request);
      if (at >= 0) answered(ids.slice(0, at + 1));
      else {
        acts++;
        settle();
      }
    },
    async known() {
      if (!unsure.peek()) return;
      const then = acts;
      await new Promise<void>((go) => waiting.add(go));
      if (acts !== then) throw new RequestError(CHANGED);
    },
  };
}
