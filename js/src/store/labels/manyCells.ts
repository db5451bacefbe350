/** A filter alone that leaves most of the cells is easily forgotten: before they get a label, it is asked once. */
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
  /** Throws when these cells are many, and a filter alone chose them that was not asked about yet. */
  about(mask: Uint8Array, ask: (howMany: string) => string, go: () => Promise<EditResult>): void;
}

/** `chosen`: what cells are narrowed by now; null where some were picked besides, or nothing narrows. */
export function askOnce(chosen: () => ReadonlyMap<string, Filter> | null): Asking {
  const agreed = new Set<string>();
  return {
    about(mask, ask, go) {
      const filters = chosen();
      const n = countOf(mask);
      if (!filters || 2 * n <= mask.length) return;
      const which = JSON.stringify([...filters].map(([column, filter]) => [column, wantedOf(filter)]));
      if (agreed.has(which)) return;
      throw new AsksFirst(ask(`${count(n)} of ${cells(mask.length)}`), () => {
        agreed.add(which);
        return go();
      });
    },
  };
}
