/** Markers of the selection: asked for once it rests, while a panel shows them; only the newest answer is drawn. */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { type Json, type MarkerRow, type MarkerTable, markersFrom } from "../../wire/messages";
import type { Rpc } from "../../wire/rpc";
import { createEdit, type EditResult } from "../base/edit";
import type { Traits } from "../base/traits";
import type { Selection } from "../selection/selection";

/** What the selected cells are compared with. */
export type Against =
  | { kind: "rest" }
  | { kind: "label"; column: string; label: string }
  /** All cells that have any label, or value, in a column. */
  | { kind: "others"; column: string }
  | { kind: "stored"; n: number };
export type Method = "t-test" | "wilcoxon";

export type MarkersState =
  | { kind: "nothing" }
  /** Not asked yet, or not answered; what was shown before stays readable. `done`: 0 to 1, when Python has told. */
  | { kind: "waiting"; asked: boolean; done: number | null; before: MarkerTable | null }
  | { kind: "table"; table: MarkerTable; mask: Uint8Array; against: Against; method: Method }
  /** Python's sentence, of what can't be compared. */
  | { kind: "said"; text: string }
  | { kind: "cancelled" };

export interface Markers {
  state: ReadonlySignal<MarkersState>;
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
  /** Someone looks; call what is returned when they don't any more. */
  attend(): () => void;
  cancel(): void;
  again(): void;
  /** The genes of the table shown, for its cells. */
  keep(category: string, label: string, genes: readonly MarkerRow[]): Promise<EditResult>;
  drop(category: string, label: string): Promise<EditResult>;
  /** Python tells how far it is. */
  progressed(message: Json): void;
}

const N_GENES = 15;
const REST_MS = 250;
const STORED = "B";

export function createMarkers(
  rpc: Rpc,
  traits: Traits,
  selection: Selection,
  layer: ReadonlySignal<string>,
  lifetime: AbortSignal,
): Markers {
  const state = signal<MarkersState>({ kind: "nothing" });
  const against = signal<Against>({ kind: "rest" });
  const method = signal<Method>("t-test");
  const samples = signal<string | null>(null);
  const stored = signal(0);
  const watching = signal(0);
  const attempt = signal(0);
  /** The request whose answer is awaited. */
  let current: string | null = null;
  let timer = 0;
  let answered: string | null = null;
  const masks = new WeakMap<Uint8Array, number>();
  let nMasks = 0;

  function keyOf(mask: Uint8Array): string {
    if (!masks.has(mask)) masks.set(mask, ++nMasks);
    const own = against.value.kind === "label" || against.value.kind === "others";
    // what a label is about changes with the labels
    const revision = own ? traits.revision.value : 0;
    const asked = [against.value, method.value, samples.value, layer.value];
    return JSON.stringify([masks.get(mask), asked, revision, attempt.value]);
  }
  const before = () => {
    const now = state.peek();
    return now.kind === "table" ? now.table : now.kind === "waiting" ? now.before : null;
  };

  async function ask(mask: Uint8Array, key: string): Promise<void> {
    const id = rpc.newId();
    current = id;
    const asked = { against: against.peek(), method: method.peek() };
    state.value = { kind: "waiting", asked: true, done: null, before: before() };
    const body: Json = { n_genes: N_GENES, method: asked.method, against: wireOf(asked.against) };
    if (samples.peek() !== null) body.samples = samples.peek();
    try {
      const reply = await rpc.ask("markers", body, [], id);
      if (current !== id) return;
      answered = key;
      state.value = { kind: "table", table: markersFrom(reply.body), mask, ...asked };
    } catch (error) {
      if (current !== id) return;
      answered = key;
      state.value = { kind: "said", text: (error as Error).message };
    }
  }
  const later = (what: () => void, ms: number) => globalThis.setTimeout(what, ms) as unknown as number;
  function letGo(): void {
    clearTimeout(timer);
    if (current !== null && state.peek().kind === "waiting") rpc.ask("cancel", { request: current }).catch(() => {});
    current = null;
  }

  const resting = computed(() => (selection.settled.value ? selection.mask.value : undefined));
  const stop = effect(() => {
    const mask = resting.value;
    const wanted = watching.value > 0;
    if (mask === null) {
      letGo();
      answered = null;
      state.value = { kind: "nothing" };
      return;
    }
    if (!mask || !wanted) {
      // an answer on its way is not of what is selected now, or for nobody
      letGo();
      if (mask === undefined && wanted) state.value = { kind: "waiting", asked: false, done: null, before: before() };
      else if (state.peek().kind === "waiting") state.value = { kind: "nothing" };
      return;
    }
    const key = keyOf(mask);
    if (key === answered && state.peek().kind !== "nothing" && state.peek().kind !== "waiting") return;
    letGo();
    state.value = { kind: "waiting", asked: false, done: null, before: before() };
    timer = later(() => void ask(mask, key), REST_MS);
  });
  lifetime.addEventListener("abort", () => {
    letGo();
    stop();
  });

  const edit = createEdit(rpc, traits);

  return {
    state,
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
      stored.value = body.n as number;
      if (against.peek().kind === "stored") against.value = { kind: "stored", n: stored.peek() };
    },
    attend() {
      watching.value++;
      return () => {
        watching.value--;
      };
    },
    cancel() {
      letGo();
      state.value = { kind: "cancelled" };
      const mask = resting.peek();
      if (mask) answered = keyOf(mask);
    },
    again() {
      attempt.value++;
    },
    async keep(category, label, genes) {
      const shown = state.peek();
      if (shown.kind !== "table") throw new Error("The markers changed just now: look again.");
      const { against: other, method: test, table, mask } = shown;
      const about = { against: wireOf(other), method: test, layer: table.layer };
      const args = { category, label, genes: genes.map(({ id }) => id), ...about };
      const names = genes.map(({ gene }) => gene).join(", ");
      return edit("keep_evidence", args, () => `Kept ${names} as evidence for ${label}`, mask);
    },
    drop: (category, label) => edit("drop_evidence", { category, label }, () => `Took the evidence from ${label}`),
    progressed(message) {
      const now = state.peek();
      if (message.request !== current || now.kind !== "waiting") return;
      state.value = { ...now, done: message.done as number };
    },
  };
}

function wireOf(against: Against): unknown {
  if (against.kind === "label") return [against.column, against.label];
  if (against.kind === "others") return { [against.column]: { not: [null] } };
  return against.kind === "stored" ? STORED : "rest";
}
