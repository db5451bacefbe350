/** Requests that change the selection and have no answer yet: until they have, what is shown is the page's own. */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { KernelGone, RequestError, type Rpc } from "../../wire/rpc";

export interface Pending {
  none: ReadonlySignal<boolean>;
  /** One of them selects what only Python can tell. */
  unsure: ReadonlySignal<boolean>;
  /**
   * Sends a request under the id given. `shown`: what it selects is shown already, or will be, should the page find out
   * before the kernel tells; else `takeBack` shows again what was before it, when the kernel is gone and will never tell.
   */
  track(send: (id: string) => Promise<unknown>, shown: boolean | Promise<boolean>, takeBack: () => void): Promise<void>;
  /** Counts how often what Python told has taken the place of all that the page had made. */
  round(): number;
  /** Python has told a selection, and by which request it came about. */
  told(request: string | null): void;
  /** Until `unsure`, or what is given in its place, is over. Rejected when the selection changed once more before it was. */
  known(unsure?: ReadonlySignal<boolean>): Promise<void>;
}

interface Asked {
  sure: boolean;
  /** The page is about to find out. */
  coming: boolean;
  takeBack(): void;
}

const CHANGED = "The selection changed before the kernel answered: nothing was labelled. Look again, and repeat it.";
const NEVER_TOLD =
  "The kernel was gone before it told which cells are selected: nothing was labelled. Look again, and repeat it.";
const ONLY_KERNEL =
  "The kernel is gone, and only it can tell which cells these are: the selection is as it was. Run your cells again.";

/** `onSettled`: every request is answered; what Python told counts again. */
export function createPending(
  rpc: Pick<Rpc, "newId" | "disconnected">,
  onSettled: () => void,
  lifetime: AbortSignal,
): Pending {
  /** In the order they were sent. A kernel that is gone leaves those here that the page could tell by itself. */
  const requests = signal<ReadonlyMap<string, Asked>>(new Map());
  const unsure = computed(() => [...requests.value.values()].some(({ sure }) => !sure));
  /** Counts what a person did here, and what was selected elsewhere. */
  let acts = 0;
  const waiting = new Set<{ open: ReadonlySignal<boolean>; go(): void; stop(error: Error): void }>();
  let rounds = 0;

  function settle(): void {
    if (requests.peek().size > 0) return;
    rounds++;
    onSettled();
    for (const { go } of waiting) go();
    waiting.clear();
  }
  function answered(ids: readonly string[]): void {
    const rest = new Map(requests.peek());
    for (const id of ids) rest.delete(id);
    requests.value = rest;
    settle();
  }
  const pageFinds = () => [...requests.peek().values()].some(({ coming }) => coming);
  /** The page has found out, or could not. */
  function came(id: string, sure: boolean): void {
    const asked = requests.peek().get(id);
    if (!asked) return;
    requests.value = new Map(requests.peek()).set(id, { ...asked, sure, coming: false });
    for (const one of waiting) {
      if (one.open.peek()) continue;
      waiting.delete(one);
      one.go();
    }
    if (rpc.disconnected.peek()) lost();
  }
  /** What only the kernel could tell was never selected, nor what was built upon it. */
  function lost(): void {
    // what the page is about to find out needs no kernel
    if (pageFinds()) return;
    for (const { stop } of waiting) stop(new RequestError(NEVER_TOLD));
    waiting.clear();
    const all = [...requests.peek()];
    const first = all.findIndex(([, { sure }]) => !sure);
    if (first < 0) return;
    acts++;
    rounds++;
    all[first]?.[1].takeBack();
    answered(all.slice(first).map(([id]) => id));
  }
  const stop = effect(() => {
    if (rpc.disconnected.value) lost();
  });
  lifetime.addEventListener("abort", stop);

  return {
    none: computed(() => requests.value.size === 0),
    unsure,
    round: () => rounds,
    async track(send, shown, takeBack) {
      if (shown === false && rpc.disconnected.peek()) {
        takeBack();
        throw new RequestError(ONLY_KERNEL);
      }
      const id = rpc.newId();
      acts++;
      const coming = typeof shown !== "boolean";
      requests.value = new Map(requests.peek()).set(id, { sure: shown === true, coming, takeBack });
      const found = coming ? shown.then((sure) => came(id, sure)) : null;
      try {
        await send(id);
        answered([id]);
      } catch (error) {
        const gone = error instanceof KernelGone;
        if (gone) await found;
        // The page goes on by itself, as it does while the kernel is busy: what is seen is what a label is for.
        if (gone && requests.peek().get(id)?.sure) return;
        answered([id]);
        throw gone ? new RequestError(ONLY_KERNEL) : error;
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
    async known(open = unsure) {
      if (!open.peek()) return;
      if (rpc.disconnected.peek() && !pageFinds()) throw new RequestError(NEVER_TOLD);
      const then = acts;
      await new Promise<void>((go, stop) => waiting.add({ open, go, stop }));
      if (acts !== then) throw new RequestError(CHANGED);
    },
  };
}
