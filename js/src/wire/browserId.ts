/** By what this browser is known to Python. */

import { randomId } from "./randomId";

/** What pages of this browser share; null where a host forbids it (VS Code, private windows). */
export function browserStorage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

const BROWSER_KEY = "cellxgene_widget.browser";

/**
 * By what this browser is known: two people on one notebook have two, and select without disturbing one another. Pages of
 * one browser share theirs; null where nothing can be stored: its pages share the selection of the notebook.
 */
export function browserId(storage: Storage | null): string | null {
  const fresh = randomId();
  try {
    const known = storage?.getItem(BROWSER_KEY);
    if (known && /^\w{1,60}$/.test(known)) return known;
    storage?.setItem(BROWSER_KEY, fresh);
    return storage ? fresh : null;
  } catch {
    return null; // full, or forbidden
  }
}
