/**
 * Some hosts (Shiny) lose what the kernel says by itself: of a save, made on a thread some seconds after an edit, the page
 * would never hear. So one that has been told "unsaved" for long says something, and is told again with the answer.
 */
import { effect } from "@preact/signals";
import type { Rpc } from "../../wire/rpc";
import type { Traits } from "../base/traits";

/** A save comes 3 s after an edit. */
const WAIT_MS = 4500;
/** Where it is saved only when asked, nothing is heard however often one asks. */
const TRIES = 3;

export function hearOfSaves(rpc: Pick<Rpc, "ask">, traits: Pick<Traits, "status">, lifetime: AbortSignal): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts what was told: a wait for what was told before is over. */
  let told = 0;
  function wait(tries: number, since: number): void {
    if (tries === 0 || since !== told || lifetime.aborted) return;
    timer = setTimeout(() => {
      const again = () => wait(tries - 1, since);
      rpc.ask("known", { requests: [] }).then(again, () => {});
    }, WAIT_MS);
  }
  const stop = effect(() => {
    const { state } = traits.status.value;
    clearTimeout(timer);
    told++;
    if (state === "unsaved" || state === "saving") wait(TRIES, told);
  });
  lifetime.addEventListener("abort", () => {
    stop();
    clearTimeout(timer);
  });
}
