/**
 * Every message, exactly as it travels: the mirror of what Python's handlers take and give. The table "The wire" in
 * CONTRIBUTING.md has the same kinds. How the rest of the front end spells them is in replies.ts and bodies.ts.
 */
import type { SelectMode } from "../geometry/selectMode";
import type { About } from "./aboutMessages";
import type { AnswerRequests } from "./answerMessages";
import type { CodesDtype } from "./arrays";
import type { CellSetHeader } from "./cells";
import type {
  ClusterBody,
  ClusterChoicesReply,
  ClusteringsMessage,
  ClusterMarkersReply,
  KeptClustersReply,
  LabelClustersBody,
} from "./clusterMessages";
import type { CompareRequests } from "./compareMessages";
import type {
  AgainstMessage,
  ConfusionBody,
  ConfusionReply,
  DistributionsBody,
  DistributionsReply,
  DotsBody,
  DotsReply,
  MarkersBody,
  MarkersEstimateMessage,
  MarkersReply,
  Method,
} from "./evidenceMessages";
import type { GeneMessage, GeneSetEdits, GeneSetsReply } from "./geneMessages";
import type { ImportBody, ImportReply, PredictionsReply } from "./importMessages";
import type { NeighborRequests } from "./neighborMessages";
import type { PageRequests } from "./pageMessages";
import type { HistoryReply, MergeReply, VersionChangesReply, VersionCodesReply } from "./pastMessages";
import type { PictureBody } from "./pictureBody";
import type { EmbeddingMessage, TissueImageReply } from "./placeMessages";
import type { RegionMessage, RegionRequests } from "./regionMessages";
import type {
  ReviewBody,
  ReviewEdits,
  ReviewGroupReply,
  ReviewMarkersBody,
  ReviewMarkersReply,
  ReviewReply,
} from "./reviewMessages";
import type { SampleReply } from "./sampleMessages";
import type { SelectionMessage } from "./selectionMessages";
import type {
  Confidence,
  ExportBody,
  ExportReply,
  MeaningEdits,
  ParentProposed,
  Term,
  TermMatch,
  TermReply,
  TermsProposedMessage,
} from "./termMessages";
import type { EditReply, Json, Nothing, Polygon, Wanted } from "./values";

export type { PartMessage } from "./parts";
export type { EditReply, Nothing } from "./values";

// ---- traits --------------------------------------------------------------------------------------------------

export interface Label {
  code: number;
  name: string;
  color: string;
  /** Of the label itself, without those under it. */
  count: number;
  /** Why these cells are what they are. */
  note: string;
  /** The genes kept as evidence. */
  evidence: string[];
  term: Term | null;
  /** The label it is nested under. */
  parent: string | null;
  /** 1 at the top. */
  level: number;
  confidence: Confidence | null;
  /** A word for cells that are no cell type: doublets, junk, unknown. */
  reserved: boolean;
  /** It has an outline on tissue. */
  region?: RegionMessage | null;
}
export interface Category {
  id: number;
  name: string;
  /** Each followed by those nested under it. */
  labels: Label[];
  unassigned: number;
  about?: About;
  /** Columns of doubt and agreement that are of labels of before, and what each is about. */
  outdated?: Record<string, string>;
}
export interface StatusMessage {
  state: "unnamed" | "saved" | "unsaved" | "saving" | "error" | "read-only" | "closed";
  /** What the user called it; null: not yet, or it is a file that was asked for. */
  name?: string | null;
  path: string | null;
  file: string | null;
  /** Where the draft is, or will be. */
  folder: string;
  /** The draft's ID, and where it is in one spelling: there before it has a name. */
  id: string;
  place: string;
  /** Whether edits are neither in the file nor in the journal. */
  only_in_memory?: boolean;
  /** Names of other drafts of this dataset, which were not opened. */
  others?: string[];
  suggested_name: string;
  saved_at: string | null;
  /** Why the last save failed, or who else has the draft open. */
  message: string | null;
  warnings?: string[];
  undo: string | null;
  redo: string | null;
}
export interface TraitsMessage {
  embedding: string;
  color: string | null;
  category: string | null;
  /** Labels travel in columns, as JSON (`sentCategories.ts`); from a page of its own as they are. */
  categories: (Omit<Category, "labels"> & { labels: string | Label[] })[] | null;
  n_selected: number;
  revision: number;
  theme: "auto" | "light" | "dark";
  height: number;
  status: StatusMessage;
}

// ---- requests ------------------------------------------------------------------------------------------------

interface Selected {
  n: number;
}
interface Stepped {
  went: boolean;
}

export interface Level {
  name: string;
  color: string;
  count: number;
}
export interface ColumnMessage {
  name: string;
  kind: "category" | "number";
  levels?: Level[];
  n_missing: number;
  made?: boolean;
}
export interface HelloReply {
  dataset: { name: string; n_cells: number; fingerprint: string };
  /** Python's session: another one after a restart, and in another notebook on the same draft. */
  session: string;
  /** How many changes of the data Python has seen: sent along with each request, so that it knows what is shown. */
  seen: number;
  /** The path of the notebook that the kernel belongs to, where it can tell. */
  notebook: string | null;
  /** Some of the cells are shown first. */
  sampled?: boolean;
  embeddings: EmbeddingMessage[];
  columns: ColumnMessage[];
  left_out?: { name: string; why: string }[];
  layer?: string;
  layers?: string[];
  n_genes?: number;
  /** Those that are listed from the first: all that a page of its own has. */
  genes?: GeneMessage[];
  sets?: SetMessage[];
  selection: SelectionMessage;
  part?: ShownPartMessage;
  /** What is answered, and which edits are made: all, or in a page of its own these. */
  kinds?: string[] | null;
  edits?: string[] | null;
}
/** The cells that are shown alone: how many, and what they are called on the wire; a bitset is beside it. Null: all are. */
export interface ShownPartMessage {
  n: number | null;
  name: string | null;
}
/** A set of cells with a name; `n_gone`: so many more are not in the data. */
export interface SetMessage {
  name: string;
  n: number;
  n_gone: number;
}

/** Of the finite values; low and high are the 1st and 99th percentile. Null when no value is finite. */
export interface RangeMessage {
  min: number | null;
  max: number | null;
  low: number | null;
  high: number | null;
}
export type ColumnReply =
  | { kind: "category"; dtype: CodesDtype; levels: string[] }
  | ({ kind: "number"; n_missing: number } & RangeMessage);

/** The file comes beside it. */
export interface PictureReply {
  name: string;
  size: readonly [width: number, height: number];
}

export interface SelectBody {
  mode: SelectMode;
  lasso?: readonly Polygon[];
  basis?: string;
  where?: Readonly<Record<string, Wanted>>;
  /** The layer of the genes in it. */
  layer?: string;
  /** A set of cells, by its name. */
  remembered?: string;
  /** What the cells beside it were chosen by, in words. */
  chosen_by?: string;
  /** The cells beside it. */
  cells?: CellSetHeader;
  /** The part that was shown alone: only of its cells. */
  part?: string;
}
/** All cells, or those of the part that was shown alone. */
export interface OfPartBody {
  part?: string;
}

/** The edits of the labels, each with its arguments. */
export interface Edits extends MeaningEdits, ReviewEdits {
  create_category: { name: string; like?: string };
  rename_category: { old: string; new: string };
  delete_category: { name: string };
  add_label: { category: string; label: string; term?: string };
  rename_label: { category: string; old: string; new: string };
  delete_label: { category: string; label: string };
  merge_labels: { category: string; labels: readonly string[]; into: string };
  recolor_label: { category: string; label: string; color: string };
  recolor_labels: { category: string; scheme: "scanpy" | "safe" };
  reorder_labels: { category: string; labels: readonly string[] };
  set_note: { category: string; label: string; text: string };
  label: { category: string; label: string; term?: string };
  unlabel: { category: string };
  keep_evidence: {
    category: string;
    label: string;
    genes: readonly string[];
    against: AgainstMessage;
    method: Method;
    layer: string;
  };
  drop_evidence: { category: string; label: string };
}
export type EditBody = {
  [Op in keyof Edits]: { op: Op; args: Edits[Op]; cells?: CellSetHeader };
}[keyof Edits];
export interface UndoReply {
  revision: number;
  /** What was taken back or done again; null: there was nothing. */
  message: string | null;
}
/** An edit that a page has kept; the cells of those that have some come in a buffer each, in this order. */
export interface KeptEdit {
  /** The id it was asked for under. */
  request: string;
  kind: "edit" | "undo" | "redo";
  op?: string;
  args?: Json;
  cells?: CellSetHeader;
  /** Of the draft, as the page knew it. */
  revision?: number;
  /** Requests that had no answer yet when it was made. */
  after: readonly string[];
}
/** What an edit would do if it were made now, after those before it. */
export interface Foreseen {
  /** Why it can't be made, in a sentence. */
  problem: string | null;
  /** In words; null: nothing would change. */
  message: string | null;
  changed: number;
  former: EditReply["former"];
  /** How many other edits were made since it was kept; null: not known. */
  others: number | null;
}
export interface VersionMessage {
  version: string;
  saved_at: string;
}
/** By kind what is sent and what is answered; the payloads are told in CONTRIBUTING.md. */
export interface Requests extends NeighborRequests, CompareRequests, PageRequests, RegionRequests, AnswerRequests {
  front_end: { body: Nothing; reply: Nothing };
  hello: { body: Nothing; reply: HelloReply };
  coordinates: { body: { embedding: string }; reply: { n: number } };
  sample: { body: { embedding: string; color: string | null }; reply: SampleReply };
  tissue_image: { body: { library: string }; reply: TissueImageReply };
  column: { body: { name: string }; reply: ColumnReply };
  codes: { body: { category: number }; reply: { dtype: CodesDtype; revision: number } };
  names: { body: { block: number }; reply: { names: string[] } };
  genes: { body: { query: string; n: number }; reply: { genes: GeneMessage[] } };
  gene_sets: { body: Nothing; reply: GeneSetsReply };
  edit_gene_sets: {
    body: { [Op in keyof GeneSetEdits]: { op: Op; args: GeneSetEdits[Op] } }[keyof GeneSetEdits];
    reply: GeneSetsReply & { unknown: string[] };
  };
  use_layer: { body: { layer: string }; reply: { layer: string; n_genes: number } };
  markers: { body: MarkersBody; reply: MarkersReply };
  dots: { body: DotsBody; reply: DotsReply };
  distributions: { body: DistributionsBody; reply: DistributionsReply };
  confusion: { body: ConfusionBody; reply: ConfusionReply };
  picture: { body: PictureBody; reply: PictureReply };
  cancel: { body: { request: string }; reply: Nothing };
  remember_selection: { body: { name: string }; reply: Selected };
  forget_selection: { body: { name: string }; reply: Selected };
  rename_selection: { body: { old: string; new: string }; reply: Selected };
  recall_selection: { body: { name: string }; reply: Selected };
  select: { body: SelectBody; reply: Selected };
  select_all: { body: OfPartBody; reply: Selected };
  invert_selection: { body: OfPartBody; reply: Selected };
  isolate: { body: { cells: CellSetHeader }; reply: Selected };
  show_all: { body: Nothing; reply: Nothing };
  clear_selection: { body: { keep_filters?: boolean }; reply: Selected };
  drop_step: { body: { index: number; serial: number }; reply: Selected };
  filter: { body: { column: string; wanted: Wanted | null; layer?: string }; reply: Selected };
  undo_selection: { body: Nothing; reply: Stepped };
  redo_selection: { body: Nothing; reply: Stepped };
  code: { body: Nothing; reply: { code: string } };
  edit: { body: EditBody; reply: EditReply };
  undo: { body: Nothing; reply: UndoReply };
  redo: { body: Nothing; reply: UndoReply };
  known: { body: { requests: readonly string[]; forgo?: boolean }; reply: { known: string[] } };
  foresee: { body: { edits: readonly KeptEdit[] }; reply: { edits: Foreseen[] } };
  save: { body: Nothing; reply: Nothing };
  take_over: { body: Nothing; reply: { revision: number } };
  name_draft: { body: { name: string }; reply: { path: string } };
  rename_draft: { body: { name: string }; reply: { path: string } };
  versions: { body: Nothing; reply: { versions: VersionMessage[] } };
  restore: { body: { version: string }; reply: EditReply };
  version_changes: { body: { version: string }; reply: VersionChangesReply };
  version_codes: { body: { version: string; category?: string }; reply: VersionCodesReply };
  history: { body: { query: string; n: number; begin?: number }; reply: HistoryReply };
  history_cells: { body: { revision: number }; reply: { n: number; n_gone: number } };
  restore_to: { body: { revision: number }; reply: EditReply };
  merge: {
    body: { keys: Readonly<Record<string, string>>; agreed: readonly string[]; levels?: boolean };
    reply: MergeReply;
  };
  predictions: { body: { column: string }; reply: PredictionsReply };
  import_labels: { body: ImportBody; reply: ImportReply };
  cluster_choices: { body: { n: number }; reply: ClusterChoicesReply };
  cluster: { body: ClusterBody; reply: { name: string } };
  recluster: { body: { clusters: string; resolution: number }; reply: { name: string } };
  cancel_clustering: { body: Nothing; reply: { cancelled: boolean } };
  clusterings: { body: Nothing; reply: ClusteringsMessage };
  cluster_markers: { body: { clusters: string; n_genes: number }; reply: ClusterMarkersReply };
  label_clusters: { body: LabelClustersBody; reply: EditReply };
  keep_clusters: {
    body: { clusters: string; key_added: string; overwrite: boolean };
    reply: KeptClustersReply;
  };
  drop_clusters: { body: { clusters: string }; reply: { name: string } };
  terms: { body: { query: string; n?: number }; reply: { matches: TermMatch[] } };
  term: { body: { term: string }; reply: TermReply };
  propose_terms: { body: { category: string }; reply: { rows: TermsProposedMessage[] } };
  propose_parents: { body: { category: string }; reply: { rows: ParentProposed[] } };
  review: { body: ReviewBody; reply: ReviewReply };
  review_group: { body: { group: number }; reply: ReviewGroupReply };
  review_markers: { body: ReviewMarkersBody; reply: ReviewMarkersReply };
  review_back: { body: Nothing; reply: UndoReply & { group: number | null } };
  report: { body: { category?: string }; reply: { text: string } };
  export: { body: ExportBody; reply: ExportReply };
}
export type Kind = keyof Requests;

/** A request as it is sent, with the buffers beside it. */
export type Sent = {
  [K in Kind]: { id: string; kind: K; body: Requests[K]["body"]; buffers: readonly ArrayBuffer[] };
}[Kind];

// ---- events --------------------------------------------------------------------------------------------------

export interface CodesMessage {
  base: number;
  revision: number;
  /** A buffer each. */
  parts: { category: number; code: number; cells: CellSetHeader }[];
}

/** A selection is that of one browser; null: of all. */
export interface Events {
  codes: CodesMessage;
  markers_estimate: MarkersEstimateMessage;
  progress: { request: string; done: number };
  selection: SelectionMessage & { browser: string | null };
  part: ShownPartMessage;
  layer: { layer: string; n_genes?: number };
  gene_sets: Nothing;
  sets: { sets: SetMessage[] };
  clusterings: ClusteringsMessage;
  data: DataMessage;
}
/** The notebook changed the data; `n_cells`: the cells are others, too. */
export interface DataMessage {
  seen: number;
  n_cells: number | null;
  embeddings: string[];
  columns: string[];
  genes: boolean;
}
export type EventMessage = { [E in keyof Events]: { event: E } & Events[E] }[keyof Events];
