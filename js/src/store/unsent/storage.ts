/**
 * Edits that Python has not acknowledged, kept in the browser's storage: one item each, so that tabs never overwrite one
 * another. A kernel that dies while busy loses what it was sent; this is where it comes back from.
 */
import type { CellSetHeader } from "../../wire/cells";
import type { Json } from "../../wire/values";

/** What a draft is known by; edits are offered to the same one only. */
export interface DraftKey {
  draft: string;
  /** Where it is: one dataset may have drafts in several directories. */
  place: string;
  /** Null until the draft is named. */
  file: string | null;
  /** Of the names of the cells: positions mean the same cells only under the same one. */
  fingerprint: string;
}
export interface UnsentEdit extends DraftKey {
  /** Of the request. It is sent again under this one, so that Python passes over what it has. */
  id: string;
  kind: "edit" | "undo" | "redo";
  op?: string;
  args?: Json;
  cells?: CellSetHeader;
  /** The cells, in base64. */
  packed?: string;
  /** Milliseconds since 1970; grows from edit to edit of a page. */
  at: number;
  /** The page that waits for the answer. */
  page: string;
  /** Python's session that it was sent to. */
  session: string;
  /** The notebook it was made in; null where Python can't tell. */
  notebook?: string | null;
  /** Of the draft, as far as the page was told. */
  revision?: number;
  /** Requests that had no answer yet when it was made: their edits are no surprise. */
  after?: readonly string[];
}
export interface UnsentStorage {
  /** False when there is no room or no storage: the edit goes to Python all the same. */
  keep(edit: UnsentEdit): boolean;
  has(id: string): boolean;
  remove(id: string): void;
  /** Those of a draft, in the order in which they were made; those of other cells too. */
  of(key: DraftKey): UnsentEdit[];
}

const PREFIX = "cellxgene_widget.edit.";
/**
 * Characters of one edit and of all; browsers give a site about 5 million, and we are not alone there. One edit of
 * 5 million cells fits. When there is no room the oldest stay and the new one is not kept: a draft and the first edits
 * after it make sense, later edits without those before do not.
 */
const MAX_ONE = 1_000_000;
const MAX_ALL = 4_000_000;
/** Edits of drafts that nobody has come back to for so long make room for new ones. */
const FORGOTTEN_MS = 90 * 24 * 3600 * 1000;

export function createUnsentStorage(storage: Storage | null): UnsentStorage {
  /** Storage may be missing, full or forbidden (private windows, VS Code): then nothing is kept, and work goes on. */
  function trying<T>(act: (storage: Storage) => T, otherwise: T): T {
    try {
      return storage ? act(storage) : otherwise;
    } catch {
      return otherwise;
    }
  }
  function all(here: Storage): { name: string; text: string }[] {
    const names = Array.from({ length: here.length }, (_, i) => here.key(i) ?? "");
    return names.filter((name) => name.startsWith(PREFIX)).map((name) => ({ name, text: here.getItem(name) ?? "" }));
  }
  function makeRoom(here: Storage, size: number, now: number): boolean {
    const there = all(here);
    const fits = (items: { text: string }[]) => items.reduce((sum, { text }) => sum + text.length, size) <= MAX_ALL;
    if (fits(there)) return true;
    const fresh = there.filter(({ text }) => now - (read(text)?.at ?? 0) < FORGOTTEN_MS);
    for (const { name } of there.filter((item) => !fresh.includes(item))) here.removeItem(name);
    return fits(fresh);
  }
  return {
    keep: (edit) =>
      trying((here) => {
        const text = JSON.stringify(edit);
        if (text.length > MAX_ONE || !makeRoom(here, text.length, edit.at)) return false;
        here.setItem(PREFIX + edit.id, text);
        return true;
      }, false),
    has: (id) => trying((here) => here.getItem(PREFIX + id) !== null, false),
    remove: (id) => trying((here) => here.removeItem(PREFIX + id), undefined),
    of: (key) =>
      trying(
        (here) =>
          all(here)
            .map(({ text }) => read(text))
            .filter((edit) => edit !== null)
            .filter((edit) => belongs(edit, key))
            .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)),
        [],
      ),
  };
}

function belongs(edit: UnsentEdit, key: DraftKey): boolean {
  const same = edit.draft === key.draft && edit.place === key.place;
  // A draft that was named but never written is without a name again when the kernel dies.
  return same && (edit.file === null || key.file === null || edit.file === key.file);
}

/** An item as it was kept; null for one that another version, or someone else, has written. */
function read(text: string): UnsentEdit | null {
  try {
    const edit = JSON.parse(text) as UnsentEdit;
    const texts = [edit.id, edit.draft, edit.place, edit.fingerprint, edit.page, edit.session];
    const known = edit.kind === "undo" || edit.kind === "redo" || (edit.kind === "edit" && typeof edit.op === "string");
    return known && typeof edit.at === "number" && texts.every((value) => typeof value === "string") ? edit : null;
  } catch {
    return null;
  }
}
