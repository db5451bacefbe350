/** One per model, shared by its views: state that Python knows, and the actions on it. Built from the wings below it. */
import type { AnyModel } from "@anywidget/types";
import { computed, effect, type ReadonlySignal } from "@preact/signals";
import { createInside } from "../geometry/aside";
import type { Ahead } from "../wire/ahead";
import type { LinkState } from "../wire/link";
import type { TraitsMessage } from "../wire/messages";
import { createRpc, type Rpc } from "../wire/rpc";
import { afterPicture } from "./base/afterPicture";
import { createNotices, type Notices } from "./base/notices";
import { createProblems, type Problems } from "./base/problems";
import { followTraits, type Traits } from "./base/traits";
import { afterPatience } from "./base/waiting";
import { type ColorBy, createColorBy } from "./data/colorBy";
import { type Columns, createColumns } from "./data/columns";
import { createDatasetStore, type DatasetStore } from "./data/dataset";
import { createLayers, type Layers } from "./data/layers";
import { createLevels } from "./data/levels";
import { combine, count } from "./data/masks";
import { createNames, type Names } from "./data/names";
import { withLevels, withoutLevels } from "./data/nesting";
import { createOwnCodes, type OwnCodes } from "./data/ownCodes";
import { createPart, type Part } from "./data/part";
import { createPictures, type Pictures } from "./data/pictures";
import { createPreview, type Preview } from "./data/preview";
import { createTissue, type Tissue } from "./data/tissue";
import { createValues, type ValuesStore } from "./data/values";
import { type Agreement, createAgreement } from "./evidence/agreement";
import { type Clusters, createClusters } from "./evidence/clusters";
import { type Composition, createComposition } from "./evidence/composition";
import { type Confusion, createConfusion } from "./evidence/confusion";
import { createDots, type Dots } from "./evidence/dots";
import { createMarkers, type Markers } from "./evidence/markers";
import { createViolins, type Violins } from "./evidence/violins";
import { createGeneFinder, type GeneFinder } from "./genes/geneFinder";
import { createGeneSets, type GeneSets } from "./genes/geneSets";
import { createGenes, type Genes } from "./genes/genes";
import { type Answering, createAnswering } from "./labels/answering";
import { type Carrying, createCarrying } from "./labels/carrying";
import { createDraft, type Draft } from "./labels/draft";
import { hearOfSaves } from "./labels/heardOfSaves";
import { createHistory, type History } from "./labels/history";
import { createImporting, type Importing } from "./labels/importing";
import { createLabels, type Labels } from "./labels/labels";
import { createMeaning, type Meaning } from "./labels/meaning";
import { createNeighbors, type Neighbors } from "./labels/neighbors";
import { createPages, type Pages } from "./labels/pages";
import { createRegions, type Regions } from "./labels/regions";
import { createTakingAway, type TakingAway } from "./labels/takingAway";
import { createTerms, type Terms } from "./labels/terms";
import { createReview, type Review } from "./review/review";
import { createFilters, type Filters } from "./selection/filters";
import { createSelection, type Selection } from "./selection/selection";
import { createSets, type Sets } from "./selection/sets";
import { type Browser, createUnsent, type Unsent } from "./unsent/unsent";

/** What every part may touch. */
interface Base {
  traits: Traits;
  problems: Problems;
  notices: Notices;
  /** Edits without an answer, once that has lasted long enough to say so. */
  waiting: ReadonlySignal<number>;
  disconnected: ReadonlySignal<boolean>;
  /** The requests that change something and have no answer yet. */
  left(): ReadonlySet<string>;
  link: ReadonlySignal<LinkState>;
}
/** What is read of the data. */
interface Data {
  data: DatasetStore;
  part: Part;
  columns: Columns;
  ownCodes: OwnCodes;
  values: ValuesStore;
  names: Names;
  layers: Layers;
  preview: Preview;
  colorBy: ColorBy;
  tissue: Tissue;
  pictures: Pictures;
}
/** Which cells are meant. */
interface Selecting {
  selection: Selection;
  filters: Filters;
  sets: Sets;
}
/** What a person says of them, and where it is kept. */
interface Labelling {
  labels: Labels;
  meaning: Meaning;
  terms: Terms;
  neighbors: Neighbors;
  takingAway: TakingAway;
  pages: Pages;
  importing: Importing;
  regions: Regions;
  answering: Answering;
  carrying: Carrying;
  history: History;
  draft: Draft;
  unsent: Unsent;
}
/** What speaks for a label. */
interface Evidence {
  genes: Genes;
  finder: GeneFinder;
  geneSets: GeneSets;
  markers: Markers;
  composition: Composition;
  dots: Dots;
  violins: Violins;
  confusion: Confusion;
  agreement: Agreement;
  review: Review;
  clusters: Clusters;
}
export interface Store extends Base, Data, Selecting, Labelling, Evidence {}
/** The parts of the store that a function or component is given: `Slice<"selection" | "notices">`. */
export type Slice<Part extends keyof Store> = Pick<Store, Part>;

const NOBODY: Browser = { storage: null, openChannel: null };

/**
 * `former`: the store before this one, of cells that are others now; what it had to say is said here. `ahead`: what the
 * loader has asked.
 */
export function createStore(
  model: AnyModel<TraitsMessage>,
  lifetime: AbortSignal,
  browser: Browser = NOBODY,
  former?: Store,
  ahead?: Ahead | null,
): Store {
  const problems = former?.problems ?? createProblems();
  const rpc = createRpc(model, lifetime, browser.id ?? null, former?.left, problems.report, ahead);
  const base = createBase(rpc, model, lifetime, problems, former?.notices);
  const data = createData(rpc, base, lifetime);
  // it has no other use, and may hold the places of millions
  data.data.firstPicture()?.then(() => ahead?.end());
  const selecting = createSelecting(rpc, { ...base, ...data }, lifetime);
  const labelling = createLabelling(rpc, { ...base, ...data, ...selecting }, browser, lifetime);
  const evidence = createEvidence(rpc, { ...base, ...data, ...selecting, ...labelling }, lifetime);
  return { ...base, ...data, ...selecting, ...labelling, ...evidence };
}

function createBase(
  rpc: Rpc,
  model: AnyModel<TraitsMessage>,
  lifetime: AbortSignal,
  problems: Problems,
  notices?: Notices,
): Base {
  const traits = followTraits(model, lifetime);
  return {
    traits,
    problems,
    notices: createNotices(traits, lifetime, notices),
    left: rpc.left,
    waiting: afterPatience(rpc.editsWaiting, lifetime),
    disconnected: rpc.disconnected,
    link: rpc.link,
  };
}

function createData(rpc: Rpc, { traits, problems }: Base, lifetime: AbortSignal): Data {
  const data = createDatasetStore(rpc, traits, problems, lifetime);
  // what the first picture is made of travels first
  const columns = createColumns(rpc, (name) => (name === traits.color.peek() ? null : data.firstPicture()));
  data.onChanged((what) => columns.forget((name) => what.genes || what.columns.includes(name)), lifetime);
  const ownCodes = createOwnCodes({ rpc, traits, data, problems }, lifetime);
  const preview = createPreview(rpc);
  const levels = createLevels(ownCodes, lifetime);
  return {
    data,
    part: createPart(rpc, data),
    columns,
    ownCodes,
    values: createValues(traits, ownCodes, columns),
    names: createNames(rpc),
    layers: createLayers(rpc, data.dataset),
    preview,
    colorBy: createColorBy({ traits, data, columns, ownCodes, levels, problems, preview }, lifetime),
    tissue: createTissue(rpc, data, problems, lifetime),
    pictures: createPictures(rpc),
  };
}

function createSelecting(
  rpc: Rpc,
  { traits, data, part, columns, values, layers }: Base & Data,
  lifetime: AbortSignal,
): Selecting {
  const inside = createInside(lifetime);
  const stop = effect(() => {
    const here = data.coordinates.value;
    if (here) afterPicture(() => inside.prepare(here.xy.length >> 1));
  });
  lifetime.addEventListener("abort", stop);
  const selection = createSelection(
    rpc,
    {
      data,
      nCells: () => data.dataset.peek()?.nCells ?? 0,
      embedding: () => data.coordinates.peek()?.key ?? null,
      coordinatesOf: (basis) => data.at(basis)?.xy ?? null,
      inside,
      layer: () => layers.current.peek(),
      afterPicture,
      passing: values.passing,
      plain: (where) => withoutLevels(where, traits.categories.peek()),
      part: part.shown,
    },
    lifetime,
  );
  columns.keepWhile((name) => selection.filters.peek().has(name));
  return {
    selection,
    filters: createFilters(selection, values, part.shown, lifetime),
    sets: createSets(rpc, { dataset: data.dataset, traits }, lifetime),
  };
}

function createLabelling(
  rpc: Rpc,
  { traits, problems, data, part, values, selection, filters }: Base & Data & Selecting,
  browser: Browser,
  lifetime: AbortSignal,
): Labelling {
  const labels = createLabels(rpc, traits, {
    selected: () => selection.sure(),
    filteredOnly() {
      const narrowed = filters.active.peek();
      return narrowed.size > 0 && selection.picks.peek().steps.length === 0 ? narrowed : null;
    },
    hidden(mask) {
      const alone = part.shown.peek();
      return alone ? count(combine(mask, alone.mask, "subtract")) : 0;
    },
    async withoutLabel(category) {
      await selection.sure();
      // what a filter lets pass must be known, too
      await Promise.all([category, ...filters.active.peek().keys()].map((column) => values.pull(column)));
      return filters.cellsOf(category, 0) ?? null;
    },
  });
  const unsent = createUnsent({ rpc, traits, data, problems }, browser, lifetime);
  hearOfSaves(rpc, traits, lifetime);
  return {
    labels,
    meaning: createMeaning(rpc, traits),
    terms: createTerms(rpc),
    neighbors: createNeighbors(rpc, traits, () => data.dataset.peek()?.nCells ?? 0),
    takingAway: createTakingAway(rpc),
    pages: createPages(rpc),
    importing: createImporting(rpc, traits),
    regions: createRegions(rpc, traits, problems, lifetime),
    answering: createAnswering(rpc, traits),
    carrying: createCarrying(rpc, traits),
    history: createHistory(rpc, traits, unsent.withdraw),
    draft: createDraft(rpc, traits),
    unsent,
  };
}

function createEvidence(
  rpc: Rpc,
  {
    traits,
    data,
    part,
    columns,
    layers,
    values,
    selection,
    filters,
    sets,
    labels,
  }: Base & Data & Selecting & Labelling,
  lifetime: AbortSignal,
): Evidence {
  const genes = createGenes({ rpc, traits, data, columns, layers, filters }, lifetime);
  const composition = createComposition({ traits, data, part, labels, values, selection });
  /** Where values of genes come from, and how often they have changed: answers of before are out of date. */
  const source = computed(() => JSON.stringify([layers.current.value, columns.epoch.value]));
  const choices = computed(() => {
    const own = new Map(traits.categories.value.map((category) => [category.name, category]));
    return composition.columns.value.flatMap((name) => {
      const category = own.get(name);
      return category ? withLevels(category) : [name];
    });
  });
  const byLabel = { rpc, traits, columns, selection, choices };
  return {
    genes,
    finder: createGeneFinder(genes.search),
    geneSets: createGeneSets({ rpc, traits, data, columns }, lifetime),
    markers: createMarkers(rpc, traits, { selection, sets }, source, lifetime),
    composition,
    dots: createDots({ ...byLabel, layer: layers.current }, lifetime),
    violins: createViolins({ ...byLabel, layer: layers.current }, lifetime),
    confusion: createConfusion({ ...byLabel, data }, lifetime),
    agreement: createAgreement({ rpc, traits }, lifetime),
    review: createReview({ rpc, traits, data, labels }, lifetime),
    clusters: createClusters(rpc, traits, data, lifetime),
  };
}
