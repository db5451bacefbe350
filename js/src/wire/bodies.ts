/** What is sent, from what the rest of the front end says: snake_case from here on. */
import type { DotsBody, EditBody, Json, MarkersBody, Requests } from "./messages";

/** The kinds whose bodies are spelt otherwise here; those of all others are sent as they are. */
export const SPELL = {
  markers: ({ nGenes, ...same }: Omit<MarkersBody, "n_genes"> & { nGenes: number }): MarkersBody => ({
    n_genes: nGenes,
    ...same,
  }),
  dots: ({ nMarkers, ...same }: Omit<DotsBody, "n_markers"> & { nMarkers?: number | undefined }): DotsBody => ({
    ...same,
    ...(nMarkers !== undefined && { n_markers: nMarkers }),
  }),
  clear_selection: ({ keepFilters }: { keepFilters?: boolean }): Requests["clear_selection"]["body"] =>
    keepFilters ? { keep_filters: true } : {},
};

/** An edit as an earlier page, perhaps of another version, has kept it. Python refuses what it does not know. */
export function keptEdit({ op, args, cells }: { op?: string; args?: Json; cells?: EditBody["cells"] }): EditBody {
  return { op, args, ...(cells && { cells }) } as EditBody;
}
