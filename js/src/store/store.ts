/** One per model, shared by its views: state that Python knows, and the actions on it. */
import type { AnyModel } from "@anywidget/types";
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { codesEventFrom } from "../wire/messages";
import { createRpc } from "../wire/rpc";
import { afterPicture } from "./base/afterPicture";
import { createNotices, type Notices } from "./base/notices";
import { createProblems, type Problems } from "./base/problems";
import { followTraits, type Traits } from "./base/traits";
import { type ColorBy, createColorBy } from "./data/colorBy";
import { type Columns, createColumns } from "./data/columns";
import { createDatasetStore, type DatasetStore } from "./data/dataset";
import { createNames, type Names } from "./data/names";
import { createOwnCodes, type OwnCodes } from "./data/ownCodes";
import { createValues, type ValuesStore } from "./data/values";
import { type Composition, createComposition } from "./evidence/composition";
import { createDots, type Dots } from "./evidence/dots";
import { createMarkers, type Markers } from "./evidence/markers";
import { createGeneFinder, type GeneFinder } from "./genes/geneFinder";
import { createGeneSets, type GeneSets } from "./genes/geneSets";
import { createGenes, type Genes } from "./genes/genes";
import { createDraft, type Draft } from "./labels/draft";
import { createHistory, type History } from "./labels/history";
import { createLabels, type Labels } from "./labels/labels";
import { createFilters, type Filters } from "./selection/filters";
import { createSelection, type Selection } from "./selection/selection";
import { createEditLog } from "./unsent/log";
import { createLeftovers, type Leftovers } from "./unsent/offer";
import { createRollCall } from "./unsent/otherPages";
import { createKeptEdits } from "./unsent/storage";

export interface Store {
  traits: Traits;
  data: DatasetStore;
  columns: Columns;
  ownCodes: OwnCodes;
  names: Names;
  finder: GeneFinder;
  dots: Dots;
  colorBy: ColorBy;
  selection: Selection;
  filters: Filters;
  values: ValuesStore;
  labels: Labels;
  genes: Genes;
  geneSets: GeneSets;
  markers: Markers;
  composition: Composition;
  draft: Draft;
  history: History;
  unsent: Leftovers;
  notices: Notices;
  problems: Problems;
  /** Edits without an answer that the browser keeps a copy of. */
  nKept: ReadonlySignal<number>;
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
      if (message.event === "progress") markers.progressed(message);
      const nCells = data.dataset.peek()?.nCells ?? 0;
      if (message.event === "selection" && nCells > 0) selection.arrived(message, buffers[0] ?? null);
      if (message.event === "layer") genes.arrived(message);
      if (message.event === "gene_sets") geneSets.changed();
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
  const data = createDatasetStore(rpc, traits, problems, (message, payload) => selection.arrived(message, payload));
  const columns = createColumns(
    rpc,
    (name) => selection.filters.peek().has(name),
    // what the first picture is made of travels first
    (name) => (name === traits.color.peek() ? null : data.firstPicture()),
  );
  const ownCodes = createOwnCodes(rpc, traits, problems, lifetime);
  const values = createValues(traits, ownCodes, columns);
  const selection: Selection = createSelection(rpc, {
    nCells: () => data.dataset.peek()?.nCells ?? 0,
    embedding: () => data.coordinates.peek()?.key ?? null,
    coordinatesOf: (basis) => data.at(basis)?.xy ?? null,
    layer: () => genes.layer.peek(),
    afterPicture,
    passing: values.passing,
  });
  const filters = createFilters(selection, values, lifetime);
  const colorBy = createColorBy(traits, data, columns, ownCodes, problems, lifetime);
  const labels = createLabels(rpc, traits, {
    selected: () => selection.sure(),
    async withoutLabel(category) {
      await selection.sure();
      // what a filter lets pass must be known, too
      await Promise.all([category, ...filters.active.peek().keys()].map((column) => values.pull(column)));
      return filters.cellsOf(category, 0) ?? null;
    },
  });
  const genes = createGenes({ rpc, traits, data, columns, filters }, lifetime);
  const geneSets = createGeneSets({ rpc, traits, data, columns }, lifetime);
  const markers = createMarkers(rpc, traits, selection, genes.layer, lifetime);
  const composition = createComposition(traits, data, labels, values, selection);
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
    finder: createGeneFinder(genes.search),
    dots: createDots(rpc, traits, data, genes.layer, lifetime),
    colorBy,
    selection,
    filters,
    values,
    labels,
    genes,
    geneSets,
    markers,
    composition,
    draft: createDraft(rpc, traits),
    history: createHistory(rpc, traits),
    unsent: leftovers,
    notices: createNotices(traits, lifetime),
    problems,
    nKept: log.nKept,
    waiting,
    disconnected: rpc.disconnected,
  };
}
