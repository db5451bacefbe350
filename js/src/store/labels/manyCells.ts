/**
 * A filter alone that leaves most of the cells is easily forgotten, and cells that are not shown are seen by nobody: before
 * they get a label, it is asked once.
 */
import { cells, count } from "../../words";
import type { EditResult } from "../base/edit";
import { type Filter, wantedOf } from "../data/filterValue";
import { count as countOf } from "../data/masks";

/** Thrown in place of an edit that a person should agree to first. */
export class AsksFirst extends Error {
  /** `go`: makes it. */
  constructor(
    question: string,
    readonly go: () => Promise<EditResult>,
  ) {
    super(question);
  }
}

export interface Asking {
  /**
   * Throws when some of these cells are not shown, or they are many and a filter alone chose them; once, for these
   * cells or that filter.
   */
  about(mask: Uint8Array, ask: (howMany: string) => string, go: () => Promise<EditResult>): void;
}

/**
 * `chosen`: what cells are narrowed by now; null where some were picked besides, or nothing narrows. `hidden`: how many of
 * these are not shown.
 */
export function askOnce(
  chosen: () => ReadonlyMap<string, Filter> | null,
  hidden: (mask: Uint8Array) => number,
): Asking {
  const agreed = new Set<string>();
  /** The cells last agreed to although some are hidden: how many, and how many hidden. */
  let unseen = "";
  return {
    about(mask, ask, go) {
      const nHidden = hidden(mask);
      const which = `${countOf(mask)} ${nHidden}`;
      if (nHidden > 0 && unseen !== which) {
        const are = nHidden === 1 ? "is" : "are";
        throw new AsksFirst(`${count(nHidden)} of them ${are} not shown. ${ask(cells(countOf(mask)))}`, () => {
          unseen = which;
          return go();
        });
      }
      const filters = chosen();
      const n = countOf(mask);
      if (!filters || 2 * n <= mask.length) return;
      const narrowed = JSON.stringify([...filters].map(([column, filter]) => [column, wantedOf(filter)]));
      if (agreed.has(narrowed)) return;
      throw new AsksFirst(ask(`${count(n)} of ${cells(mask.length)}`), () => {
        agreed.add(narrowed);
        return go();
      });
    },
  };
}
