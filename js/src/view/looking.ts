/** Looking at a part of the cells alone: the ways in, and the way out. */
import type { ReadonlySignal } from "@preact/signals";
import type { ShownPart } from "../store/data/part";
import type { Slice } from "../store/store";
import type { Name } from "../wire/values";
import { cells } from "../words";

export interface Looking {
  /** Null: all cells are shown. */
  part: ReadonlySignal<ShownPart | null>;
  /** Shows only the selected cells; all again where a part is shown. */
  toggle(): void;
  onlySelected(): void;
  /** Only the cells of labels or levels; null: those without one. */
  onlyThese(column: string, names: readonly Name[]): void;
  all(): void;
}

interface Ways {
  attempt(action: Promise<unknown>): Promise<void>;
  say(message: { text: string; undoes: null }): void;
}

type Needs = Slice<"part" | "selection" | "values" | "data">;

export function createLooking({ part, selection, values, data }: Needs, { attempt, say }: Ways): Looking {
  function tell(text: string): void {
    say({ text, undoes: null });
  }
  async function only(mask: Uint8Array | null, nobody: string): Promise<void> {
    if (!mask?.includes(1)) return tell(nobody);
    if (!mask.includes(0)) {
      if (!part.shown.peek())
        return tell(`These are all ${cells(data.dataset.peek()?.nCells ?? 0)}: there is nothing to hide`);
      return part.showAll();
    }
    await part.isolate(mask);
  }
  const looking: Looking = {
    part: part.shown,
    toggle() {
      if (part.shown.peek()) looking.all();
      else looking.onlySelected();
    },
    onlySelected() {
      void attempt(selection.sure().then((mask) => only(mask, "Select the cells first that are to be shown alone")));
    },
    onlyThese(column, names) {
      const found = values.pull(column).then(() => values.passing(column, { kind: "only", names }));
      void attempt(found.then((mask) => only(mask, "No cell has this label: there is nothing to show")));
    },
    all: () => void attempt(part.showAll()),
  };
  return looking;
}
