/** What the selected cells are compared with, and how. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { AgainstMessage, MarkersBody, Method } from "../../wire/messages";
import type { Rpc } from "../../wire/rpc";

export type { Method } from "../../wire/messages";

/** What the selected cells are compared with. */
export type Against =
  | { kind: "rest" }
  | { kind: "label"; column: string; label: string }
  /** All cells that have any label, or value, in a column. */
  | { kind: "others"; column: string }
  | { kind: "stored"; n: number };

export interface Comparison {
  against: ReadonlySignal<Against>;
  method: ReadonlySignal<Method>;
  /** The column of samples; null: as Python finds it; empty: none. */
  samples: ReadonlySignal<string | null>;
  /** Cells of the selection that was stored to compare with. */
  stored: ReadonlySignal<number>;
  compareWith(against: Against): void;
  testBy(method: Method): void;
  sampleBy(column: string | null): void;
  store(): Promise<void>;
}

const STORED = "B";

export function createComparison(rpc: Rpc): Comparison {
  const against = signal<Against>({ kind: "rest" });
  const method = signal<Method>("t-test");
  const samples = signal<string | null>(null);
  const stored = signal(0);
  return {
    against,
    method,
    samples,
    stored,
    compareWith(next) {
      against.value = next;
    },
    testBy(next) {
      method.value = next;
    },
    sampleBy(column) {
      samples.value = column;
    },
    async store() {
      const { body } = await rpc.ask("remember_selection", { name: STORED });
      stored.value = body.n;
      if (against.peek().kind === "stored") against.value = { kind: "stored", n: stored.peek() };
    },
  };
}

/** The comparison as it is now, for a request. */
export function comparedNow({
  against,
  method,
  samples,
}: Comparison): Pick<MarkersBody, "against" | "method" | "samples"> {
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
  return against.kind === "stored" ? STORED : "rest";
}
