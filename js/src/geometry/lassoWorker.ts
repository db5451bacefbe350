// A worker's script: which cells of a stretch are inside. It keeps no coordinates: those that came with a question go back
// with its answer, to be filled again.

import { markInside, type Outline, outlinesOf } from "./lasso";

export interface Question {
  /** with the first of a lasso; then it holds */
  readonly lasso?: { readonly polygons: readonly (readonly number[][])[]; readonly nCells: number };
  /** interleaved */
  readonly xy: Float32Array<ArrayBuffer>;
  /** as many as the cells asked about */
  readonly mask: Uint8Array<ArrayBuffer>;
}
export type Answer = Pick<Question, "xy" | "mask">;

interface Scope {
  onmessage: ((event: MessageEvent<Question>) => void) | null;
  postMessage(answer: Answer | "ready", transfer?: Transferable[]): void;
}

const scope = self as unknown as Scope;
let outlines: Outline[] = [];
scope.onmessage = ({ data: { lasso, xy, mask } }) => {
  if (lasso) outlines = outlinesOf(lasso.polygons, lasso.nCells);
  mask.fill(0);
  markInside(outlines, xy, mask);
  scope.postMessage({ xy, mask }, [xy.buffer, mask.buffer]);
};
scope.postMessage("ready");
