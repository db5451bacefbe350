/** Markers of the selection: asked for once it rests, while someone looks at them; only the newest answer is drawn. */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { markersFrom } from "../../wire/markers";
import type { Rpc } from "../../wire/rpc";
import { createEdit } from "../base/edit";
import type { Traits } from "../base/traits";
import type { Selected } from "../selection/selection";
import type { Sets } from "../selection/sets";
import { type Comparison, comparedNow, createComparison } from "./comparison";
import { createKeptEvidence, type KeptEvidence } from "./keptEvidence";
import { createListing, type Listing } from "./markerListing";
import { type MarkersState, tableIn } from "./markersState";
import { createNewest } from "./newest";

export interface Markers extends Comparison, KeptEvidence {
  /** Which of the genes are listed, in which order. */
  listing: Listing;
  state: ReadonlySignal<MarkersState>;
  /** Labels of the category in use that stand for no cell type. */
  reserved: ReadonlySignal<readonly string[]>;
  /** Someone looks; call what is returned when they don't any more. */
  attend(): () => void;
  cancel(): void;
  again(): void;
}

const GONE = "The kernel is gone. Run your cells again to see markers.";

export function createMarkers(
  rpc: Rpc,
  traits: Pick<Traits, "status" | "revision" | "categories" | "category">,
  { selection, sets }: { selection: Pick<Selected, "mask" | "settled">; sets: Pick<Sets, "all" | "version"> },
  layer: ReadonlySignal<string>,
  lifetime: AbortSignal,
): Markers {
  const state = signal<MarkersState>({ kind: "nothing" });
  const comparison = createComparison(sets, lifetime);
  const newest = createNewest(rpc, () => state.peek().kind === "waiting");
  const watching = signal(0);
  const attempt = signal(0);
  /** What the answer on screen is about. */
  let answered: string | null = null;
  const numberOf = numberedMasks();
  const inUse = computed(() => {
    const [all, name] = [traits.categories.value, traits.category.value];
    return all.find((category) => category.name === name) ?? all[0];
  });
  const reserved = computed(
    () => inUse.value?.labels.filter((label) => label.reserved).map((label) => label.name) ?? [],
  );
  const leftOut = computed(() => comparison.withoutReserved.value && reserved.value.length > 0);

  /** All that the answer hangs on, as a text. */
  function keyOf(mask: Uint8Array): string {
    const { against, method, samples } = comparison;
    const own = against.value.kind === "label" || against.value.kind === "others" || leftOut.value;
    // what a label is about changes with the labels, and a set may be replaced
    const revision = own ? traits.revision.value : against.value.kind === "set" ? sets.version.value : 0;
    const without = leftOut.value ? [inUse.value?.id, reserved.value] : null;
    const asked = [against.value, method.value, samples.value, without, layer.value];
    return JSON.stringify([numberOf(mask), asked, revision, attempt.value]);
  }
  function wait(asked: boolean): void {
    const now = state.peek();
    const before = tableIn(now);
    state.value = { kind: "waiting", asked, done: null, before, estimated: false };
  }
  function askAbout(mask: Uint8Array, key: string): void {
    let how = { against: comparison.against.peek(), method: comparison.method.peek() };
    newest.askSoon({
      body: () => ({
        nGenes: null,
        ...comparedNow(comparison),
        ...(leftOut.peek() && { withoutReserved: true }),
      }),
      sent() {
        how = { against: comparison.against.peek(), method: comparison.method.peek() };
        wait(true);
      },
      answered(answer) {
        answered = key;
        state.value = "text" in answer ? { kind: "said", ...answer } : { kind: "table", ...answer, mask, ...how };
      },
    });
    wait(false);
  }

  const resting = computed(() => (selection.settled.value ? selection.mask.value : undefined));
  const stop = effect(() => {
    const mask = resting.value;
    const wanted = watching.value > 0;
    if (mask === null) {
      newest.callOff();
      answered = null;
      state.value = { kind: "nothing" };
    } else if (!mask || !wanted) {
      // an answer on its way is not of what is selected now, or for nobody
      newest.callOff();
      if (mask === undefined && wanted && rpc.disconnected.value) state.value = { kind: "said", text: GONE };
      else if (mask === undefined && wanted) wait(false);
      else if (state.peek().kind === "waiting") state.value = { kind: "nothing" };
    } else {
      const key = keyOf(mask);
      const now = state.peek().kind;
      if (key !== answered || now === "nothing" || now === "waiting") askAbout(mask, key);
    }
  });
  lifetime.addEventListener("abort", () => {
    newest.callOff();
    stop();
  });
  rpc.on("markers_estimate", ({ request, estimate, ...told }, [numbers]) => {
    const now = state.peek();
    if (!numbers || !newest.isAwaited(request) || now.kind !== "waiting") return;
    state.value = { ...now, before: markersFrom(told, numbers, estimate), estimated: true };
  });
  rpc.on("progress", ({ request, done }) => {
    const now = state.peek();
    if (newest.isAwaited(request) && now.kind === "waiting") state.value = { ...now, done };
  });

  return {
    ...comparison,
    ...createKeptEvidence(createEdit(rpc, traits), () => state.peek()),
    listing: createListing(),
    state,
    reserved,
    attend() {
      watching.value++;
      return () => {
        watching.value--;
      };
    },
    cancel() {
      newest.callOff();
      const now = state.peek();
      state.value = { kind: "cancelled", before: now.kind === "waiting" && now.estimated ? now.before : null };
      const mask = resting.peek();
      if (mask) answered = keyOf(mask);
    },
    again() {
      attempt.value++;
    },
  };
}

/** Tells masks apart by a number each: what is in them is too long to compare. */
function numberedMasks(): (mask: Uint8Array) => number {
  const numbers = new WeakMap<Uint8Array, number>();
  let n = 0;
  return (mask) => {
    const known = numbers.get(mask) ?? ++n;
    numbers.set(mask, known);
    return known;
  };
}
