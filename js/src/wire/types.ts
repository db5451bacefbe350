/** What the messages are about, as the rest of the front end spells it. */
import type { SelectMode } from "../geometry/selectMode";
import type { ImportReply } from "./importMessages";
import type { Level, StatusMessage } from "./messages";
import type { Along } from "./selectionMessages";
import type { TermMatch } from "./termMessages";
import type { Basis, Name, Polygon, Wanted } from "./values";

export interface CategoryColumn {
  kind: "category";
  name: string;
  levels: Level[];
  nMissing: number;
  /** In this session only, not in the data. */
  made: boolean;
}
export interface NumberColumn {
  kind: "number";
  name: string;
  nMissing: number;
  made: boolean;
}
export type Column = CategoryColumn | NumberColumn;
/** Of the finite values; low and high are the 1st and 99th percentile. */
export interface Range {
  min: number;
  max: number;
  low: number;
  high: number;
}
export interface Embedding {
  key: string;
  name: string;
  nMissing: number;
  /** y grows downwards in it, as on tissue. */
  yDown: boolean;
  /** Its key in `obsm`: of all sections of it. */
  of: string;
  /** The section of tissue that it shows alone. */
  section: string | null;
  /** Cells of other sections, or that it was not made of; they are not among those missing. */
  nElsewhere: number;
  /** In this session only, not in the data. */
  made: boolean;
  /** Whose image lies beneath. */
  library: string | null;
  /** A sentence on sections that lie over each other in it. */
  overlap: string | null;
  /** What its components are called, where there are three or more; empty: something else is called so. */
  axes: readonly string[];
}
/** What came of an import of labels. */
export interface ImportTold extends Omit<ImportReply, "in_the_way"> {
  /** What there is of this name, in a sentence; nothing was made then. */
  inTheWay: string | null;
}
/** A set of cells with a name. */
export interface CellSet {
  name: string;
  n: number;
  /** So many more of it are not in the data. */
  nGone: number;
}
export interface Dataset {
  name: string;
  /** Of the names of the cells. */
  fingerprint: string;
  /** Python's session: another one after a restart, and in another notebook on the same draft. */
  session: string;
  /** The path of the notebook it is in; null where Python can't tell. */
  notebook: string | null;
  nCells: number;
  /** So many that some of them are shown first. */
  sampled: boolean;
  nGenes: number;
  /** Those that are listed from the first. */
  genes: Gene[];
  /** Where the values of genes are taken from, and where they could be. */
  layer: string;
  layers: string[];
  embeddings: Embedding[];
  columns: Column[];
  /** As they were when the data was opened. */
  sets: CellSet[];
  leftOut: { name: string; why: string }[];
  /** Which kinds of requests are answered, and which edits made; null: all. */
  kinds: ReadonlySet<string> | null;
  edits: ReadonlySet<string> | null;
}

export interface Status extends Omit<StatusMessage, "suggested_name" | "saved_at" | "only_in_memory"> {
  name: string | null;
  onlyInMemory: boolean;
  others: string[];
  warnings: string[];
  suggestedName: string;
  savedAt: string | null;
}

/** A gene as the search finds it. */
export interface Gene {
  name: string;
  id: string;
  /** What a person should know of the name, if anything: that others are called so too. */
  note: string | null;
  /** What to ask for: the name, or the id where the name stands for another gene. */
  key: string;
  /** It is only spelt much like what was typed. */
  alike: boolean;
}

/** A gene that tells two sets of cells apart; null where there is no finite number, or it was too dear. */
export interface MarkerRow {
  gene: string;
  /** In `var_names`. */
  id: string;
  /** What to ask for: the name, or the id where the name stands for another gene. */
  key: string;
  logFoldChange: number | null;
  score: number | null;
  /** The part of the cells that express it, 0 to 1. */
  pctIn: number;
  pctOut: number;
  auc: number | null;
  p: number | null;
  pAdjusted: number | null;
  /** In how many samples of how many it goes the same way. */
  nAgree: number | null;
  nSamples: number | null;
}
export interface MarkerTable {
  rows: MarkerRow[];
  nIn: number;
  nOut: number;
  /** In words. */
  against: string;
  /** Where the values are from. */
  layer: string;
  /** The column that tells the samples. */
  samples: string | null;
  notes: string[];
  warnings: string[];
  /** How many cells, drawn at random, it is estimated from; null: it is exact. */
  estimate: number | null;
}

/** What a dot plot shows, but for the numbers, which are the payload. */
export interface DotsTold {
  /** Null: the cells without a label or value. */
  groups: readonly Name[];
  nCells: readonly number[];
  genes: readonly string[];
  layer: string;
  /** Asked for, and not in the data. */
  unknown: readonly string[];
  /** Genes asked for beyond the most that are drawn. */
  leftOut: number;
}

/** How numbers are spread by label, but for the numbers themselves, which are the payload. */
export interface DistributionsTold {
  /** Null: the cells without a label or value. */
  groups: readonly Name[];
  nCells: readonly number[];
  names: readonly string[];
  /** The layer of each name; null: a column of numbers. */
  places: readonly (string | null)[];
  /** Asked for, and not in the data. */
  unknown: readonly string[];
  /** Names asked for beyond the most that are drawn. */
  leftOut: number;
}

/** Two categories against each other, but for the counts, which are the payload. */
export interface ConfusionTold {
  /** Null, the last: the cells without a label or value. */
  rows: readonly Name[];
  columns: readonly Name[];
  /** Places along the diagonal. */
  rowOrder: readonly number[];
  columnOrder: readonly number[];
  /** Cells with a name in both, which the agreement is of. */
  nNamed: number;
  adjustedRand: number | null;
  /** Null where the names are not the same. */
  kappa: number | null;
}

export interface Version {
  version: string;
  savedAt: string;
}
/** What a version says: cells with a label, and what is different from the version before it, in phrases. */
export interface VersionChanges {
  nLabelled: number;
  changes: readonly string[];
}

/** An edit of the history. */
export interface PastEdit {
  revision: number;
  /** Null where its journal does not say. */
  time: string | null;
  user: string;
  text: string;
  nChanged: number;
}

/** What a merge wrote and what there is to know; or the columns in its way, and why. */
export interface MergeTold {
  written: readonly string[];
  notes: readonly string[];
  inTheWay: readonly string[];
  problem: string | null;
}

/** A label without a term, and the terms it may be; the best first. */
export interface TermsProposed {
  label: string;
  nCells: number;
  matches: readonly TermMatch[];
}

/** What smoothing would do to the labels at a revision: how many cells go from which label (null: none) to which. */
export interface Smoothing {
  revision: number;
  n: number;
  /** Left alone: a person decided on them in a review. */
  nDecided: number;
  pairs: readonly { label: Name; suggested: string; nCells: number }[];
}

/** One step of picking, as Python tells it. */
export interface StepTold {
  mode: SelectMode | "invert" | "all";
  lasso?: Polygon[];
  basis?: Basis;
  where?: Record<string, Wanted>;
  /** The layer of the genes in it; of each, where they are not in one. */
  layer?: string | Record<string, string>;
  neighbors?: Along;
  /** What the set of cells is called that they are. */
  remembered?: string;
  /** What they were chosen by, in words. */
  chosenBy?: string;
  /** Of cells chosen by name or position. */
  nCells?: number;
  /** Of the part that was shown alone when it was made. */
  nWithin?: number;
}
/** What Python says is selected; the cells are the payload. */
export interface SelectionTold {
  serial: number;
  /** The request that asked for it. */
  request: string | null;
  steps: StepTold[];
  filters: Record<string, Wanted>;
  canUndo: boolean;
  canRedo: boolean;
}

export interface CodesEvent {
  base: number;
  revision: number;
  parts: { category: number; code: number; cells: Uint32Array }[];
}
