/** Keeps an answer of Python fresh as long as what draws it is there. */
import { useEffect } from "preact/hooks";

export function useWatched(followed: { watch(lifetime: AbortSignal): void }): void {
  useEffect(() => {
    const ended = new AbortController();
    followed.watch(ended.signal);
    return () => ended.abort();
  }, [followed]);
}
