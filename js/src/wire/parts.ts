/** A reply that comes in parts. */
import { joinParts } from "./arrays";
import type { Json } from "./values";

/** One part of a reply; the first has the body. */
export interface PartMessage {
  id: string;
  part: number;
  parts: number;
  /** With the first of several: how many bytes all of them have. All but the last have as many as this one. */
  bytes?: number;
  body?: Json;
  error?: string;
}

/** Takes the parts as they come, in any order; with the last one missing it returns the payload, else null. */
export type TakePart = (message: PartMessage, buffer: DataView | null) => DataView | null;

/**
 * Where the first part tells how many bytes there are, each part is put where it belongs when it comes: there is no task
 * that copies all of them, they are let go one by one, and the numbers begin at a whole number of theirs.
 */
export function gatherParts(): TakePart {
  /** those that are not where they belong */
  let loose: (DataView | null)[] = [];
  let missing = -1;
  let whole: Uint8Array<ArrayBuffer> | null = null;
  /** bytes of a part; the last one has what is left */
  let size = 0;

  return ({ part, parts, bytes }, buffer) => {
    if (missing < 0) missing = parts;
    if (bytes !== undefined && buffer && Math.ceil(bytes / buffer.byteLength) === parts) {
      whole = new Uint8Array(bytes);
      size = buffer.byteLength;
    }
    loose[part] = buffer;
    if (whole) {
      for (const [k, one] of loose.entries())
        if (one) whole.set(new Uint8Array(one.buffer, one.byteOffset, one.byteLength), k * size);
      loose = [];
    }
    if (--missing > 0) return null;
    return whole ? new DataView(whole.buffer) : joinParts(loose);
  };
}
