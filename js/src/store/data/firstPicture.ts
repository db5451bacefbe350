/** When the first picture is on screen: what is not seen in it travels afterwards. */
import { afterPicture } from "../base/afterPicture";

export interface FirstPicture {
  /** Until it is there, or there will be none; null afterwards. */
  awaited(): Promise<void> | null;
  /** A plot is there: it calls what is returned when it has drawn all cells, or knows that it will not. */
  painter(): () => void;
  /** What it is made of is here, or can't be had: who has not drawn after a while never will. */
  made(): void;
}

/** Long, for millions take seconds without a GPU: where a picture never comes, this is not how one usually knows. */
const NEVER_MS = 10_000;

export function createFirstPicture(lifetime: AbortSignal): FirstPicture {
  const painters = new Set<object>();
  let happened = () => {};
  let awaited: Promise<void> | null = new Promise((resolve) => {
    happened = () => {
      awaited = null;
      clearTimeout(timer);
      resolve();
    };
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isMade = false;
  function look(): void {
    if (awaited && isMade && painters.size === 0) happened();
  }
  lifetime.addEventListener("abort", () => clearTimeout(timer));
  return {
    awaited: () => awaited,
    painter() {
      const one = {};
      painters.add(one);
      return () => {
        // what comes next waits until it is on screen
        if (painters.has(one)) afterPicture(() => painters.delete(one) && look());
      };
    },
    made() {
      if (isMade) return;
      isMade = true;
      if (painters.size > 0) timer = setTimeout(happened, NEVER_MS);
      look();
    },
  };
}
