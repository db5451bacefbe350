/** One browser, as far as the tests of kept edits need it: its storage, and channels between its pages. */
import type { UnsentEdit } from "../src/store/unsent/storage";
import type { Foreseen } from "../src/wire/messages";

/** A Storage of so many characters. */
export function storage(room = 5_000_000): Storage {
  const items = new Map<string, string>();
  const size = () => [...items].reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  return {
    get length() {
      return items.size;
    },
    key: (i) => [...items.keys()][i] ?? null,
    getItem: (name) => items.get(name) ?? null,
    setItem(name, value) {
      if (size() + name.length + value.length > room) throw new DOMException("full", "QuotaExceededError");
      items.set(name, value);
    },
    removeItem: (name) => void items.delete(name),
    clear: () => items.clear(),
  };
}
export const KEY = { draft: "AAAAAAAA", place: "/d", file: "x-AAAAAAAA.csv", fingerprint: "f" };
export const edit = (id: string, at: number, more: Partial<UnsentEdit> = {}): UnsentEdit => ({
  ...KEY,
  id,
  at,
  kind: "edit",
  op: "label",
  args: { label: "NK cell" },
  cells: { encoding: "list", n: 214 },
  page: "p",
  session: "s",
  ...more,
});
export const ids = (edits: readonly UnsentEdit[]) => edits.map(({ id }) => id);
/** What Python foresees of an edit that changes nothing it has to tell of. */
export const AS_IT_IS: Foreseen = { problem: null, message: "x", changed: 0, former: [], others: 0 };

/** Pages of one browser: channels that hear one another. */
export function browser(here: Storage) {
  const ends: EventTarget[] = [];
  const openChannel = () => {
    const end = new EventTarget() as BroadcastChannel;
    ends.push(end);
    end.postMessage = (data) => {
      for (const other of ends) {
        if (other !== end) queueMicrotask(() => other.dispatchEvent(new MessageEvent("message", { data })));
      }
    };
    end.close = () => void ends.splice(ends.indexOf(end), 1);
    return end;
  };
  return { storage: here, openChannel };
}
