/** Edits that Python has not acknowledged: kept while they wait, and offered again when their page or kernel was lost. */
import { computed, type ReadonlySignal } from "@preact/signals";
import type { Rpc } from "../../wire/rpc";
import type { Problems } from "../base/problems";
import type { Traits } from "../base/traits";
import type { DatasetStore } from "../data/dataset";
import { createEditLog, type Whereto } from "./log";
import { createOffer, type Offer } from "./offer";
import { createOtherPages } from "./otherPages";
import { createUnsentStorage } from "./storage";

/** What the browser offers to keep edits with; without it work goes on. */
export interface Browser {
  storage: Storage | null;
  openChannel: (() => BroadcastChannel | null) | null;
}
export interface Unsent extends Omit<Offer, "prune"> {
  /** Edits without an answer that the browser keeps a copy of. */
  nKept: ReadonlySignal<number>;
}
interface Ground {
  rpc: Rpc;
  traits: Pick<Traits, "status">;
  data: Pick<DatasetStore, "dataset">;
  problems: Pick<Problems, "report">;
}

export function createUnsent({ rpc, traits, data, problems }: Ground, browser: Browser, lifetime: AbortSignal): Unsent {
  const storage = createUnsentStorage(browser.storage);
  /** The draft on screen, if it may be edited. */
  const whereto = computed<Whereto | null>(() => {
    const status = traits.status.value;
    const known = data.dataset.value;
    if (!known?.fingerprint || !status.id || status.state === "read-only") return null;
    const { fingerprint, session } = known;
    return { draft: status.id, place: status.place, file: status.file, fingerprint, session };
  });
  const log = createEditLog(storage, () => whereto.peek());
  const otherPages = createOtherPages(log.page, browser.openChannel, () => offer.prune(), lifetime);
  const offer = createOffer({ rpc, storage, log, otherPages, whereto, problems }, lifetime);
  rpc.watch({
    sending(request) {
      log.sending(request);
      if (log.nKept.peek() > 0) otherPages.attend();
    },
    answered(id) {
      log.answered(id);
      offer.prune();
    },
  });
  const { offered, apply, discard } = offer;
  return { offered, apply, discard, nKept: log.nKept };
}
