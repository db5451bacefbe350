/** What the selected cells are compared with, and how. */
import { effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { AgainstMessage, MarkersBody, Method } from "../../wire/evidenceMessages";
import type { Sets } from "../selection/sets";

export type { Method } from "../../wire/evidenceMessages";

/** What the selected cells are compared with. */
export type Against =
  | { kind: "rest" }
  | { kind: "label"; column: string; label: string }
  /** All cells that have any label, or value, in a column. */
  | { kind: "others"; column: string }
  /** A set of cells, by its name. */
  | { kind: "set"; name: string };

export interface Comparison {
  against: ReadonlySignal<Against>;
  method: ReadonlySignal<Method>;
  /** The column of samples; null: as Python finds it; empty: none. */
  samples: ReadonlySignal<string | null>;
  /** Cells with a label that stands for no cell type are on neither side. */
  withoutReserved: Signal<boolean>;
  compareWith(against: Against): void;
  testBy(method: Method): void;
  sampleBy(column: string | null): void;
}

/** A set that is there no more is compared with no more. */
export function createComparison(sets: Pick<Sets, "all">, lifetime: AbortSignal): Comparison {
  const against = signal<Against>({ kind: "rest" });
  const method = signal<Method>("t-test");
  const samples = signal<string | null>(null);
  const withoutReserved = signal(false);
  const stop = effect(() => {
    const now = against.value;
    if (now.kind === "set" && !sets.all.value.some(({ name }) => name === now.name)) against.value = { kind: "rest" };
  });
  lifetime.addEventListener("abort", stop);
  return {
    against,
    method,
    samples,
    withoutReserved,
    compareWith(next) {
      against.value = next;
    },
    testBy(next) {
      method.value = next;
    },
    sampleBy(column) {
      samples.value = column;
    },
  };
}

/** The comparison as it is now, for a request. */
export function comparedNow({
  against,
  method,
  samples,
}: Pick<Comparison, "against" | "method" | "samples">): Pick<MarkersBody, "against" | "method" | "samples"> {
  const column = samples.peek();
  return {
    method: method.peek(),
    against: againstMessage(against.peek()),
    ...(column !== null && { samples: column }),
  };
}

export function againstMessage(against: Against): AgainstMessage {
  if (against.kind === "label") return [against.column, against.label];
  if (against.kind === "others") return { [against.column]: { not: [null] } };
  return against.kind === "set" ? against.name : "rest";
}
