/** What a colleague did, kept in their browser under the id of the page; a browser that keeps nothing is no reason to stop. */
import { packBytes, unpackBytes } from "../wire/base64";
import { type CellSetHeader, encodeCells, positionsFrom } from "../wire/cells";
import type { Asked, Deed, Op } from "./record";

export interface Kept {
  author: string;
  deeds: Asked[];
}
export interface Keeping {
  /** Null: nothing was kept; an empty one where it can't be read. */
  read(): Kept | null;
  /** A sentence where it could not be kept. */
  write(author: string, deeds: readonly Deed[]): string | null;
}

const PREFIX = "cellxgene_widget.page.";
const FORBIDDEN = "This browser keeps nothing for pages from a disk: save your answer before you close the page.";
const FULL = "This browser has no more room: save your answer before you close the page.";
const ELSEWHERE =
  "This page was changed in another tab: reload this tab to go on from there. What was done here since is not kept.";
const OPS: ReadonlySet<string> = new Set<Op>(["label", "unlabel", "create_category", "add_label", "set_note"]);

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

export function createKeeping(storage: Storage | null, page: string, nCells: number): Keeping {
  const key = PREFIX + page;
  /** As this tab read or wrote it last: another tab must not be overwritten. */
  let known: string | null = null;

  function item({ op, category, label, text, time, cells }: Deed): Item {
    const mask = new Uint8Array(nCells);
    for (const cell of cells) mask[cell] = 1;
    const { cells: header, buffer } = encodeCells(mask);
    return { op, category, label, ...(text !== undefined && { text }), time, header, cells: packBytes(buffer) };
  }
  return {
    read() {
      try {
        known = storage?.getItem(key) ?? null;
        return known === null ? null : readKept(known, nCells);
      } catch {
        return null;
      }
    },
    write(author, deeds) {
      if (!storage) return FORBIDDEN;
      try {
        if (storage.getItem(key) !== known) return ELSEWHERE;
        const next = JSON.stringify({ author, deeds: deeds.map(item) });
        storage.setItem(key, next);
        known = next;
        return null;
      } catch (error) {
        return (error as Error).name === "QuotaExceededError" ? FULL : FORBIDDEN;
      }
    },
  };
}

/** As another version, or somebody else, may have written it. */
function readKept(text: string, nCells: number): Kept {
  const { author, deeds } = JSON.parse(text) as { author: string; deeds: Item[] };
  const known = deeds.filter(({ op }) => OPS.has(op));
  return {
    author: typeof author === "string" ? author : "",
    deeds: known.map(({ header, cells, ...same }) => ({
      ...same,
      cells: positionsFrom(header, new DataView(unpackBytes(cells)), nCells),
    })),
  };
}
