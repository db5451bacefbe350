/** What is sent, from what the rest of the front end says: snake_case from here on. */
import type { CellSetHeader } from "./cells";
import { clusterBody, clusterMarkersBody, keepBody } from "./clusters";
import type { SquareMarkersBody } from "./compareMessages";
import type { DotsBody, MarkersBody } from "./evidenceMessages";
import type { GeneSetEdits } from "./geneMessages";
import type { EditBody, Edits, Requests } from "./messages";
import type { ReviewMarkersBody } from "./reviewMessages";
import type { Json } from "./values";

/** The kinds whose bodies are spelt otherwise here; those of all others are sent as they are. */
export const SPELL = {
  cluster: clusterBody,
  cluster_markers: clusterMarkersBody,
  keep_clusters: keepBody,
  markers: ({
    nGenes,
    withoutReserved,
    ...same
  }: Omit<MarkersBody, "n_genes" | "without_reserved"> & {
    nGenes: number | null;
    withoutReserved?: boolean;
  }): MarkersBody => ({
    n_genes: nGenes,
    ...same,
    ...(withoutReserved && { without_reserved: true }),
  }),
  dots: ({ nMarkers, ...same }: Omit<DotsBody, "n_markers"> & { nMarkers?: number | undefined }): DotsBody => ({
    ...same,
    ...(nMarkers !== undefined && { n_markers: nMarkers }),
  }),
  review_markers: ({
    nGenes,
    ...same
  }: Omit<ReviewMarkersBody, "n_genes"> & { nGenes: number }): ReviewMarkersBody => ({
    n_genes: nGenes,
    ...same,
  }),
  compare_markers: ({
    nGenes,
    ...same
  }: Omit<SquareMarkersBody, "n_genes"> & { nGenes: number }): SquareMarkersBody => ({ n_genes: nGenes, ...same }),
  compute_neighbors: ({ useRep }: { useRep: string }): Requests["compute_neighbors"]["body"] => ({ use_rep: useRep }),
  clear_selection: ({ keepFilters }: { keepFilters?: boolean }): Requests["clear_selection"]["body"] =>
    keepFilters ? { keep_filters: true } : {},
};

// That the arguments are those of the operation, the compiler knows of the caller and forgets of a generic body.

export function editBody<Op extends keyof Edits>(op: Op, args: Edits[Op], cells?: CellSetHeader): EditBody {
  return { op, args, ...(cells && { cells }) } as EditBody;
}

export function geneSetBody<Op extends keyof GeneSetEdits>(
  op: Op,
  args: GeneSetEdits[Op],
): Requests["edit_gene_sets"]["body"] {
  return { op, args } as Requests["edit_gene_sets"]["body"];
}

/** An edit as an earlier page, perhaps of another version, has kept it. Python refuses what it does not know. */
export function keptEdit({ op, args, cells }: { op?: string; args?: Json; cells?: CellSetHeader }): EditBody {
  return { op, args, ...(cells && { cells }) } as EditBody;
}
