/** Whether the kernel answers, as far as a page can know: nobody tells it of a restart, but for JupyterLab. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Kind } from "./messages";

export type LinkState =
  /** Nothing was heard yet, and it has not been long. */
  | "new"
  | "answers"
  /** Asked for something quick, it has said nothing for a while: busy, or gone. */
  | "silent"
  /** As silent, and it was never heard at all. */
  | "unreached"
  /** Sending throws, or the notebook said so. */
  | "gone";

export interface Link {
  state: ReadonlySignal<LinkState>;
  asked(id: string, kind: Kind): void;
  answered(id: string): void;
  /** Any message that comes is a sign of life. */
  heard(): void;
  lost(): void;
}

/** A person wonders by now; a kernel with nothing to do answers in a hundredth of it. */
const SILENT_MS = 5000;
/** What takes its time, beside other requests: that it has no answer yet says nothing. */
const SLOW: ReadonlySet<Kind> = new Set<Kind>([
  "markers",
  "dots",
  "column",
  "coordinates",
  "edit_gene_sets",
  "picture",
  "report",
  "export",
  "page_size",
  "write_page",
]);

export function createLink(lifetime: AbortSignal): Link {
  const state = signal<LinkState>("new");
  const waiting = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function watch(): void {
    clearTimeout(timer);
    if (waiting.size === 0 || lifetime.aborted || state.peek() === "gone") return;
    timer = setTimeout(() => {
      state.value = state.peek() === "new" || state.peek() === "unreached" ? "unreached" : "silent";
    }, SILENT_MS);
  }
  lifetime.addEventListener("abort", () => clearTimeout(timer));
  return {
    state,
    asked(id, kind) {
      if (SLOW.has(kind)) return;
      waiting.add(id);
      // counted from the oldest: more requests are no answer
      if (waiting.size === 1) watch();
    },
    answered(id) {
      waiting.delete(id);
      watch();
    },
    heard() {
      state.value = "answers";
      watch();
    },
    lost() {
      state.value = "gone";
      clearTimeout(timer);
    },
  };
}
