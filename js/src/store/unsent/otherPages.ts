/** Which other pages of this browser are open and wait for answers: they look after their edits themselves. */

interface Call {
  calls?: string;
  here?: string;
  changed?: true;
}
export interface OtherPages {
  /** From now on this page answers, and hears of changes. */
  attend(): void;
  others(): Promise<ReadonlySet<string>>;
  /** Tells the others that edits were kept for good, taken or thrown away. */
  tell(): void;
}

/** Pages in the background answer at once too; timers there may sleep for a minute, so no heartbeat. */
const ANSWER_MS = 250;

export function createOtherPages(
  page: string,
  open: (() => BroadcastChannel | null) | null,
  onChanged: () => void,
  lifetime: AbortSignal,
): OtherPages {
  let channel: BroadcastChannel | null | undefined;
  const heard = new Set<string>();
  function attend(): BroadcastChannel | null {
    if (channel !== undefined || lifetime.aborted) return channel ?? null;
    channel = open?.() ?? null;
    channel?.addEventListener("message", ({ data }: MessageEvent<Call>) => {
      if (data.calls) channel?.postMessage({ here: page });
      if (data.here) heard.add(data.here);
      if (data.changed) onChanged();
    });
    return channel;
  }
  lifetime.addEventListener("abort", () => channel?.close());
  return {
    attend: () => void attend(),
    async others() {
      heard.clear();
      const open = attend();
      if (!open) return heard;
      open.postMessage({ calls: page });
      await new Promise((done) => setTimeout(done, ANSWER_MS));
      return heard;
    },
    tell: () => attend()?.postMessage({ changed: true }),
  };
}
