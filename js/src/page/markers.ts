/** The markers of labels, computed when the page was written: found again by the very cells that are selected. */
import type { MarkersReply } from "../wire/evidenceMessages";
import type { Contents, PageMarkers } from "./contents";
import { Refused } from "./names";
import type { Base } from "./record";
import { bytesOf, type Pieces } from "./unpack";

const ONLY =
  "A page has the markers of its labels as they were when it was written: click the name of one to select its cells.";
const REST = "A page has markers against the rest by t-test only: choose these.";

export async function markersOf(
  contents: Contents,
  pieces: Pieces,
  bases: readonly Base[],
  mask: Uint8Array | null,
  usual: boolean,
): Promise<{ body: MarkersReply; beside: DataView }> {
  if (!usual) throw new Refused(REST);
  const found = mask && contents.markers.find((one) => isOf(one, bases, mask));
  if (!found) throw new Refused(ONLY);
  const { genes, ids, keys, n_in, n_out, against, layer, notes, warnings } = found;
  const body = { genes, ids, keys, n_samples: null, n_in, n_out, against, layer, samples: null, notes, warnings };
  return { body, beside: await bytesOf(pieces(found.numbers)) };
}

/** Whether these are the cells that the label had. */
export function isOf({ category, members }: PageMarkers, bases: readonly Base[], mask: Uint8Array): boolean {
  const codes = bases.find((base) => base.category.id === category)?.codes;
  if (!codes) return false;
  const inside = new Set(members);
  for (let i = 0; i < mask.length; i++) if (inside.has(codes[i] as number) !== (mask[i] === 1)) return false;
  return true;
}
