/** One per model, shared by its views: state that Python knows, and the actions on it. */
import type { AnyModel } from "@anywidget/types";
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { createRpc } from "../rpc";
import { codesEventFrom } from "../wire";
import { type Annotations, createAnnotations } from "./annotations";
import { type Colour, createColour } from "./colour";
import { type Columns, createColumns } from "./columns";
import { createDatasetStore, type DatasetStore } from "./dataset";
import { createDraftVerbs, type DraftVerbs } from "./draft";
import { createEditLog } from "./editLog";
import { createFilters, type Filters } from "./filters";
import { createKeptEdits } from "./keptEdits";
import { createLeftovers, type Leftovers } from "./leftovers";
import { createNames, type Names } from "./names";
import { createNotices, type Notices } from "./notices";
import { createOwnCodes, type OwnCodes } from "./ownCodes";
import { createProblems, type Problems } from "./problems";
import { createRollCall } from "./rollCall";
import { createSelection, type Selection } from "./selection";
import { followTraits, type Traits } from "./traits";

export interface Store {
  traits: Traits;
  data: DatasetStore;
  columns: Columns;
  ownCodes: OwnCodes;
  names: Names;
  colour: Colour;
  selection: Selection;
  filters: Filters;
  annotations: Annotations;
  draft: DraftVerbs;
  leftovers: Leftovers;
  notices: Notices;
  problems: Problems;
  /** Edits without an answer that the browser keeps a copy of. */
  kept: ReadonlySignal<number>;
  /** Edits without an answer, once that has lasted long enough to say so. */
  waiting: ReadonlySignal<number>;
  disconnected: ReadonlySignal<boolean>;
}

const PATIENCE_MS = 400;

/** What the browser offers to keep edits with; without it work goes on. */
export interface Browser {
  storage: Storage | null;
  openChannel: (() => BroadcastChannel | null) | null;
}

export function createStore(
  model: AnyModel,
  lifetime: AbortSignal,
  browser: Browser = { storage: null, openChannel: null },
): Store {
  const kept = createKeptEdits(browser.storage);
  const whereto = computed(() => {
    const status = traits.status.value;
    const known = data.dataset.value;
    if (!known?.fingerprint || !status.id || status.state === "read-only") return null;
    const { fingerprint, session } = known;
    return { draft: status.id, place: status.place, file: status.file, fingerprint, session };
  });
  const log = createEditLog(kept, () => whereto.peek());
  const rpc = createRpc(
    model,
    (message, buffers) => {
      const nCells = data.dataset.peek()?.nCells ?? 0;
      if (message.event === "selection") selection.receive(message, buffers);
      if (message.event === "codes" && nCells > 0) ownCodes.apply(codesEventFrom(message, buffers, nCells));
    },
    lifetime,
    {
      sending(...request) {
        log.sending(...request);
        if (log.nKept.peek() > 0) rollCall.attend();
      },
      answered(id) {
        log.answered(id);
        leftovers.prune();
      },
    },
  );
  const rollCall = createRollCall(log.page, browser.openChannel, () => leftovers.prune(), lifetime);
  const traits = followTraits(model, lifetime);
  const problems = createProblems();
  const data = createDatasetStore(rpc, traits, problems, (mask) => selection.arrived(mask));
  const columns = createColumns(rpc);
  const ownCodes = createOwnCodes(rpc, traits, problems, lifetime);
  const selection: Selection = createSelection(rpc, {
    nCells: () => data.dataset.peek()?.nCells ?? 0,
    coordinates: () => data.coordinates.peek(),
    codesOf(name, names) {
      const own = traits.categories.peek().find((category) => category.name === name);
      if (own) {
        const codes = ownCodes.held.peek().get(own.id)?.codes;
        const wanted = own.labels.filter((label) => names.includes(label.name)).map((label) => label.code);
        return codes ? { codes, wanted: new Set(names.includes("unassigned") ? [0, ...wanted] : wanted) } : null;
      }
      const here = columns.held.peek().get(name);
      const column = data.dataset.peek()?.columns.find((other) => other.name === name);
      if (here?.kind !== "category" || column?.kind !== "category") return null;
      const wanted = column.levels.flatMap((level, i) => (names.includes(level.name) ? [i + 1] : []));
      return { codes: here.codes, wanted: new Set(wanted) };
    },
  });
  const columnOf = (name: string) => data.dataset.value?.columns.find((other) => other.name === name);
  const filters = createFilters({
    nCells: () => data.dataset.peek()?.nCells ?? 0,
    lasso: selection.mask,
    codes(name) {
      const own = traits.categories.value.find((category) => category.name === name);
      if (own) {
        void ownCodes.patched.value;
        const codes = ownCodes.held.value.get(own.id)?.codes;
        const names = new Map(own.labels.map((label) => [label.code, label.name]));
        return codes ? { codes, nameOf: (code) => names.get(code) ?? null } : null;
      }
      const here = columns.held.value.get(name);
      const column = columnOf(name);
      if (here?.kind !== "category" || column?.kind !== "category") return null;
      return { codes: here.codes, nameOf: (code) => column.levels[code - 1]?.name ?? null };
    },
    values(name) {
      const here = columns.held.value.get(name);
      return here?.kind === "number" ? here.values : null;
    },
    pull(name) {
      const own = traits.categories.peek().find((category) => category.name === name);
      return own ? ownCodes.pull(own.id) : columns.pull(name);
    },
  });
  const colour = createColour(traits, data, columns, ownCodes, problems, lifetime);
  const annotations = createAnnotations(rpc, traits, () => selection.mask.peek());
  const leftovers = createLeftovers({ rpc, kept, log, rollCall, whereto, problems }, lifetime);

  const waiting = signal(0);
  let patience = 0;
  const stops = [
    effect(() => {
      if (data.dataset.value && traits.embedding.value) void data.pullCoordinates();
    }),
    effect(() => {
      const n = rpc.editsWaiting.value;
      if (n === 0 || waiting.peek() > 0) waiting.value = n;
      if (n === 0) {
        clearTimeout(patience);
        patience = 0;
      } else if (!patience) {
        patience = globalThis.setTimeout(() => {
          patience = 0;
          waiting.value = rpc.editsWaiting.peek();
        }, PATIENCE_MS) as unknown as number;
      }
    }),
  ];
  lifetime.addEventListener("abort", () => {
    clearTimeout(patience);
    for (const stop of stops) stop();
  });

  return {
    traits,
    data,
    columns,
    ownCodes,
    names: createNames(rpc),
    colour,
    selection,
    filters,
    annotations,
    draft: createDraftVerbs(rpc, traits),
    leftovers,
    notices: createNotices(traits, lifetime),
    problems,
    kept: log.nKept,
    waiting,
    disconnected: rpc.disconnected,
  };
}
