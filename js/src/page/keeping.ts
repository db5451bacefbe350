/**
 * What a colleague did, kept in their browser under the id of the page; a browser that keeps nothing is no reason to stop.
 * What can't be read is put aside and not written over, and what was done in another page of the same cells is offered.
 */
import { packBytes, unpackBytes } from "../wire/base64";
import { type CellSetHeader, encodeCells, positionsFrom } from "../wire/cells";
import type { Contents } from "./contents";
import type { Asked, Deed, Op } from "./record";

export interface Kept {
  author: string;
  deeds: Asked[];
  /** When it was last saved as an answer; null: something was done since. */
  saved: string | null;
  /** How many edits can't be read; null: nothing can. */
  lost: number | null;
}
/** What was done in another page of the same draft and cells. */
export interface Former {
  page: string;
  author: string;
  title: string;
  /** When that page was written. */
  written: string;
  nEdits: number;
  saved: string | null;
}
export interface Keeping {
  /** Null: nothing was kept. */
  read(): Kept | null;
  /** A sentence where it could not be kept. */
  write(author: string, deeds: readonly Deed[], saved: string | null): string | null;
  /** Keeps what is there as it is, beside: not all of it can be read or drawn. */
  putAside(): void;
  /** What was put aside, now and before. */
  aside(): readonly string[];
  forgetAside(): void;
  former(): Former[];
  /** Adds what was done in another page to what is kept of this one; a sentence where that can't be. */
  take(page: string): string | null;
  /** It is offered no more. */
  leave(page: string): void;
}

const PREFIX = "cellxgene_widget.page.";
const ASIDE = "cellxgene_widget.aside.";
const FORBIDDEN = "This browser keeps nothing for pages from a disk: save your answer before you close the page.";
const FULL = "This browser has no more room: save your answer before you close the page.";
const ELSEWHERE =
  "This page was changed in another tab: reload this tab to go on from there. What was done here since is not kept.";
const UNREADABLE = "What was kept of that page can't be read.";
const OPS: ReadonlySet<string> = new Set<Op>(["label", "unlabel", "create_category", "add_label", "set_note"]);
/** What was sent back, or taken over into another page, is forgotten after so long. */
const KEPT_DAYS = 90;

/** A deed as it is kept: cells as they travel. */
interface Item {
  op: Op;
  category: string;
  label: string | null;
  text?: string;
  time: string;
  header: CellSetHeader;
  cells: string;
}
interface Stored {
  author: string;
  title: string;
  written: string;
  draft: string;
  fingerprint: string;
  /** When it was written last. */
  at: string;
  saved: string | null;
  /** The page that its edits were taken into. */
  moved?: string;
  /** Pages whose edits are not wanted in this one. */
  left?: string[];
  deeds: Item[];
}
type Of = Pick<Contents, "page" | "title" | "written" | "draft"> & {
  dataset: { n_cells: number; fingerprint: string };
};

export function createKeeping(storage: Storage | null, of: Of, now: () => string): Keeping {
  const { n_cells: nCells, fingerprint } = of.dataset;
  const [key, asideKey] = [PREFIX + of.page, ASIDE + of.page];
  /** As this tab read or wrote it last: another tab must not be overwritten. */
  let known: string | null = null;
  let left: string[] = [];
  /** What is stored is to be put aside first, for it can't be read. */
  let owed = false;

  function item({ op, category, label, text, time, cells }: Deed): Item {
    const mask = new Uint8Array(nCells);
    for (const cell of cells) mask[cell] = 1;
    const { cells: header, buffer } = encodeCells(mask);
    return { op, category, label, ...(text !== undefined && { text }), time, header, cells: packBytes(buffer) };
  }
  function stored(author: string, deeds: Item[], saved: string | null): Stored {
    const { title, written, draft } = of;
    return { author, title, written, draft, fingerprint, at: now(), saved, ...(left.length && { left }), deeds };
  }
  /** Writes what only this tab may write. */
  function put(next: Stored): string | null {
    if (!storage) return FORBIDDEN;
    try {
      if (storage.getItem(key) !== known) return ELSEWHERE;
      if (owed) putAside();
      const isEmpty = next.deeds.length === 0 && next.author === "" && left.length === 0;
      const text = isEmpty ? null : JSON.stringify(next);
      if (text === null) storage.removeItem(key);
      else storage.setItem(key, text);
      known = text;
      return null;
    } catch (error) {
      return (error as Error).name === "QuotaExceededError" ? FULL : FORBIDDEN;
    }
  }
  function aside(): readonly string[] {
    try {
      const found: unknown = JSON.parse(storage?.getItem(asideKey) ?? "[]");
      return Array.isArray(found) ? found : [];
    } catch {
      return [];
    }
  }
  function putAside(): void {
    owed = known !== null;
    if (known === null) return;
    const before = aside();
    if (!before.includes(known)) storage?.setItem(asideKey, JSON.stringify([...before, known]));
    owed = false;
  }
  function others(): [string, Stored][] {
    const keys = Array.from({ length: storage?.length ?? 0 }, (_, i) => storage?.key(i) ?? "");
    return keys
      .filter((other) => other.startsWith(PREFIX) && other !== key)
      .map((other) => [other.slice(PREFIX.length), parsed(storage?.getItem(other))] as const)
      .filter((pair): pair is [string, Stored] => pair[1] !== null);
  }
  function forgetOld(): void {
    const before = Date.parse(now()) - KEPT_DAYS * 24 * 3600 * 1000;
    for (const [page, { at, saved, moved, deeds }] of others()) {
      const isDone = typeof saved === "string" || moved !== undefined || deeds.length === 0;
      if (isDone && Date.parse(at) < before) storage?.removeItem(PREFIX + page);
    }
  }
  return {
    read() {
      try {
        known = storage?.getItem(key) ?? null;
        forgetOld();
      } catch {
        return null; // forbidden: nothing was ever kept
      }
      if (known === null) return null;
      const found = parsed(known);
      if (!found) return { author: "", deeds: [], saved: null, lost: null };
      left = Array.isArray(found.left) ? found.left : [];
      const deeds = found.deeds.map((one) => deedFrom(one, nCells));
      const good = deeds.filter((deed) => deed !== null);
      const author = typeof found.author === "string" ? found.author : "";
      return { author, deeds: good, saved: found.saved ?? null, lost: deeds.length - good.length };
    },
    write: (author, deeds, saved) => put(stored(author, deeds.map(item), saved)),
    putAside() {
      try {
        putAside();
      } catch {
        // there is no room: nothing is written over it then
      }
    },
    aside,
    forgetAside: () => storage?.removeItem(asideKey),
    former() {
      try {
        return others()
          .filter(([page, one]) => one.draft === of.draft && one.fingerprint === fingerprint && !left.includes(page))
          .filter(([, { deeds, moved }]) => deeds.length > 0 && moved === undefined)
          .map(([page, { author, title, written, deeds, saved }]) => {
            return { page, author, title, written, nEdits: deeds.length, saved };
          })
          .sort((a, b) => (a.written < b.written ? 1 : -1));
      } catch {
        return [];
      }
    },
    take(page) {
      const theirs = parsed(storage?.getItem(PREFIX + page));
      if (!theirs) return UNREADABLE;
      const mine = parsed(known);
      const own = new Set(mine?.deeds.map((one) => JSON.stringify(one)));
      const fresh = theirs.deeds.filter((one) => !own.has(JSON.stringify(one)));
      const wrong = put(stored(mine?.author || theirs.author, [...fresh, ...(mine?.deeds ?? [])], null));
      try {
        if (wrong === null) storage?.setItem(PREFIX + page, JSON.stringify({ ...theirs, moved: of.page }));
      } catch {
        // there was room for them here: they are offered once more, which does no harm
      }
      return wrong;
    },
    leave(page) {
      left = [...left, page];
    },
  };
}

/** As another version, or somebody else, may have written it; null: it is none of ours. */
function parsed(text: string | null | undefined): Stored | null {
  try {
    const found = JSON.parse(text ?? "null") as Stored | null;
    return found !== null && Array.isArray(found.deeds) ? found : null;
  } catch {
    return null;
  }
}

function deedFrom(one: Item, nCells: number): Asked | null {
  try {
    const { header, cells, ...same } = one;
    if (!OPS.has(same.op) || typeof same.category !== "string" || !["list", "bitset"].includes(header.encoding))
      return null;
    const found = positionsFrom(header, new DataView(unpackBytes(cells)), nCells);
    return found.every((cell) => cell < nCells) ? { ...same, cells: found } : null;
  } catch {
    return null;
  }
}
