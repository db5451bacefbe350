/** What the panel of markers has to show. */
import type { MarkerTable } from "../../wire/types";
import type { Against, Method } from "./comparison";

export type MarkersState =
  | { kind: "nothing" }
  /** Not asked yet, or not answered; what was shown before stays readable. `done`: 0 to 1, when Python has told.
   * `estimated`: what is shown is an estimate of the very answer that is awaited. */
  | { kind: "waiting"; asked: boolean; done: number | null; before: MarkerTable | null; estimated: boolean }
  | { kind: "table"; table: MarkerTable; mask: Uint8Array; against: Against; method: Method }
  /** Python's sentence, of what can't be compared. */
  | { kind: "said"; text: string }
  /** An estimate that was there stays. */
  | { kind: "cancelled"; before: MarkerTable | null };

/** The table that is shown, of these cells or of those before. */
export function tableIn(state: MarkersState): MarkerTable | null {
  if (state.kind === "table") return state.table;
  return state.kind === "waiting" || state.kind === "cancelled" ? state.before : null;
}
