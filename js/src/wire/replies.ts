/** Replies, events and traits as they travel, made into what the rest of the front end reads: camelCase from here on. */
import { positionsFrom } from "./cells";
import { choicesFrom, clusteringsFrom } from "./clusters";
import { annotatorsFrom, comparedFrom, rulesFrom, squareMarkersFrom } from "./compared";
import type { ConfusionReply, DistributionsReply, DotsReply } from "./evidenceMessages";
import type { GeneMessage, GeneSetsReply } from "./geneMessages";
import type { ImportReply } from "./importMessages";
import type {
  CodesMessage,
  ColumnMessage,
  HelloReply,
  RangeMessage,
  Requests,
  SetMessage,
  StatusMessage,
} from "./messages";
import type { SmoothingReply } from "./neighborMessages";
import type { HistoryReply, MergeReply, PastEditMessage, VersionChangesReply } from "./pastMessages";
import type { EmbeddingMessage, TissueImageReply } from "./placeMessages";
import { reviewFrom, reviewGroupFrom, reviewMarkersFrom } from "./review";
import type { SelectionMessage, StepMessage } from "./selectionMessages";
import type { TermsProposedMessage } from "./termMessages";
import type {
  CellSet,
  CodesEvent,
  Column,
  ConfusionTold,
  Dataset,
  DistributionsTold,
  DotsTold,
  Embedding,
  Gene,
  ImportTold,
  PastEdit,
  Range,
  SelectionTold,
  Smoothing,
  Status,
  StepTold,
  TermsProposed,
  Version,
} from "./types";

/** The kinds whose replies are spelt otherwise here; those of all others are read as they are. */
export const READ = {
  hello: (reply: HelloReply) => ({
    dataset: datasetFrom(reply),
    selection: selectionFrom(reply.selection),
    part: reply.part ?? { n: null, name: null },
    seen: reply.seen,
  }),
  genes: ({ genes }: Requests["genes"]["reply"]) => ({ genes: genes.map(geneFrom) }),
  gene_sets: geneSetsFrom,
  edit_gene_sets: (reply: Requests["edit_gene_sets"]["reply"]) => ({
    ...geneSetsFrom(reply),
    unknown: reply.unknown,
  }),
  tissue_image: ({ spot_diameter, why, image }: TissueImageReply) => ({ spotDiameter: spot_diameter, why, image }),
  use_layer: ({ layer, n_genes }: Requests["use_layer"]["reply"]) => ({ layer, nGenes: n_genes }),
  cluster_choices: choicesFrom,
  clusterings: clusteringsFrom,
  dots: dotsFrom,
  distributions: distributionsFrom,
  confusion: confusionFrom,
  versions: ({ versions }: Requests["versions"]["reply"]) => ({
    versions: versions.map((v): Version => ({ version: v.version, savedAt: v.saved_at })),
  }),
  version_changes: ({ n_labelled, changes }: VersionChangesReply) => ({ nLabelled: n_labelled, changes }),
  history: ({ begin, total, edits }: HistoryReply) => ({ begin, total, edits: edits.map(pastEditFrom) }),
  history_cells: ({ n, n_gone }: Requests["history_cells"]["reply"]) => ({ n, nGone: n_gone }),
  merge: ({ written, notes, in_the_way, problem }: MergeReply) => ({ written, notes, inTheWay: in_the_way, problem }),
  annotators: annotatorsFrom,
  compare_with: comparedFrom,
  compare_markers: squareMarkersFrom,
  rules: rulesFrom,
  review: reviewFrom,
  review_group: reviewGroupFrom,
  review_markers: reviewMarkersFrom,
  representations: ({ representations }: Requests["representations"]["reply"]) => ({
    representations: representations.map(({ n_columns, ...same }) => ({ ...same, nColumns: n_columns })),
  }),
  smoothing: ({ revision, n, n_decided, pairs }: SmoothingReply): Smoothing => ({
    revision,
    n,
    nDecided: n_decided,
    pairs: pairs.map(({ label, suggested, n_cells }) => ({ label, suggested, nCells: n_cells })),
  }),
  import_labels: ({ in_the_way, ...same }: ImportReply): ImportTold => ({ ...same, inTheWay: in_the_way }),
  propose_terms: ({ rows }: Requests["propose_terms"]["reply"]) => ({ rows: rows.map(termsProposedFrom) }),
};

function termsProposedFrom({ n_cells, ...same }: TermsProposedMessage): TermsProposed {
  return { ...same, nCells: n_cells };
}

function pastEditFrom({ n_changed, ...same }: PastEditMessage): PastEdit {
  return { ...same, nChanged: n_changed };
}

function columnFrom({ name, kind, levels = [], n_missing: nMissing, made = false }: ColumnMessage): Column {
  return kind === "category" ? { kind, name, levels, nMissing, made } : { kind, name, nMissing, made };
}

/** Null when no value is finite. */
export function rangeFrom({ min, max, low, high }: RangeMessage): Range | null {
  return min === null || max === null || low === null || high === null ? null : { min, max, low, high };
}

export function datasetFrom(reply: Omit<HelloReply, "selection">): Dataset {
  const { name, n_cells, fingerprint } = reply.dataset;
  return {
    name,
    fingerprint,
    session: reply.session,
    notebook: reply.notebook ?? null,
    nCells: n_cells,
    sampled: reply.sampled ?? false,
    nGenes: reply.n_genes ?? 0,
    genes: (reply.genes ?? []).map(geneFrom),
    layer: reply.layer ?? "X",
    layers: reply.layers ?? [],
    embeddings: reply.embeddings.map(embeddingFrom),
    columns: reply.columns.map(columnFrom),
    sets: (reply.sets ?? []).map(setFrom),
    leftOut: reply.left_out ?? [],
    kinds: reply.kinds ? new Set(reply.kinds) : null,
    edits: reply.edits ? new Set(reply.edits) : null,
  };
}

function embeddingFrom(e: EmbeddingMessage): Embedding {
  return {
    key: e.key,
    name: e.name,
    nMissing: e.n_missing,
    yDown: e.y_down,
    of: e.of ?? e.key,
    section: e.section ?? null,
    nElsewhere: e.n_elsewhere ?? 0,
    made: e.made ?? false,
    library: e.library ?? null,
    overlap: e.overlap ?? null,
    axes: e.axes ?? [],
  };
}

export function setFrom({ name, n, n_gone }: SetMessage): CellSet {
  return { name, n, nGone: n_gone };
}

function geneFrom({ name, id, note, key, alike }: GeneMessage): Gene {
  return { name, id, note, key: key ?? (note === null ? name : id), alike: alike ?? false };
}

function geneSetsFrom({ gene_sets, path }: GeneSetsReply) {
  return { geneSets: gene_sets, path: path ?? null };
}

function dotsFrom({ groups, n_cells, genes, layer, unknown, left_out }: DotsReply): DotsTold {
  return { groups, nCells: n_cells, genes, layer, unknown, leftOut: left_out };
}

function distributionsFrom({ n_cells, left_out, ...same }: DistributionsReply): DistributionsTold {
  return { ...same, nCells: n_cells, leftOut: left_out };
}

function confusionFrom({ row_order, column_order, n_named, adjusted_rand, ...same }: ConfusionReply): ConfusionTold {
  const order = { rowOrder: row_order, columnOrder: column_order };
  return { ...same, ...order, nNamed: n_named, adjustedRand: adjusted_rand };
}

export function statusFrom({ suggested_name, saved_at, only_in_memory, ...same }: StatusMessage): Status {
  return {
    ...same,
    warnings: same.warnings ?? [],
    others: same.others ?? [],
    name: same.name ?? null,
    onlyInMemory: only_in_memory ?? false,
    suggestedName: suggested_name,
    savedAt: saved_at,
  };
}

function stepFrom({ n_cells, n_within, chosen_by, ...step }: StepMessage): StepTold {
  return {
    ...step,
    ...(chosen_by !== undefined && { chosenBy: chosen_by }),
    ...(n_cells !== undefined && { nCells: n_cells }),
    ...(n_within !== undefined && { nWithin: n_within }),
  };
}

export function selectionFrom(message: SelectionMessage): SelectionTold {
  const { serial, request, steps, filters, can_undo, can_redo } = message;
  const told = { serial, request: request ?? null, steps: steps.map(stepFrom), filters };
  return { ...told, canUndo: can_undo, canRedo: can_redo };
}

export function codesEventFrom(message: CodesMessage, buffers: readonly DataView[], nCells: number): CodesEvent {
  return {
    base: message.base,
    revision: message.revision,
    parts: message.parts.map(({ category, code, cells }, i) => ({
      category,
      code,
      cells: positionsFrom(cells, buffers[i] as DataView, nCells),
    })),
  };
}
