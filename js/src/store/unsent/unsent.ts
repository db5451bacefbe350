/** Edits that Python has not acknowledged: kept while they wait, and offered again when their page or kernel was lost. */
import { computed, type ReadonlySignal } from "@preact/signals";
import type { Rpc } from "../../wire/rpc";
import { inWords } from "../base/inWords";
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
  /** By what Python knows it; without one its pages share the selection of the notebook. */
  id?: string | null;
}
export interface Unsent extends Omit<Offer, "prune" | "changed"> {
  /** Edits without an answer that the browser keeps a copy of. */
  nKept: ReadonlySignal<number>;
  /** Takes back the last edit that a kernel that is gone could not be sent, and says what it was; null: there is none. */
  withdraw(): string | null;
}
interface Ground {
  rpc: Rpc;
  traits: Pick<Traits, "status" | "revision">;
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
    const { fingerprint, session, notebook } = known;
    return { draft: status.id, place: status.place, file: status.file, fingerprint, session, notebook };
  });
  const { revision } = traits;
  const log = createEditLog(
    storage,
    () => whereto.peek(),
    () => revision.peek(),
  );
  const onChanged = () => {
    log.prune();
    offer.changed();
  };
  const otherPages = createOtherPages(log.page, browser.openChannel, onChanged, lifetime);
  const offer = createOffer({ rpc, storage, log, otherPages, whereto, revision, problems }, lifetime);
  rpc.watch({
    sending(request) {
      log.sending(request);
      if (log.nKept.peek() > 0) otherPages.attend();
    },
    answered(id) {
      log.answered(id);
      offer.prune();
    },
    failed(id) {
      const kept = log.failed(id);
      // where the cell has run again already, it is offered there at once
      if (kept) otherPages.tell();
      return kept;
    },
  });
  const { offered, elsewhere, apply, discard } = offer;
  return {
    offered,
    elsewhere,
    apply,
    discard,
    nKept: log.nKept,
    withdraw() {
      const edit = log.withdraw();
      if (edit) otherPages.tell();
      return edit && inWords(edit);
    },
  };
}
