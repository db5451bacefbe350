/** A table of markers as it travels: names in the body, numbers in the payload, one column after the other. */
import { numbers } from "./arrays";
import type { MarkersReply } from "./evidenceMessages";
import type { MarkerRow, MarkerTable } from "./types";

/** In the order in which `cellxgene_widget/view/handlers/evidence.py` packs them. */
const COLUMNS = ["scores", "logfoldchanges", "pvals", "pvals_adj", "pct_in", "pct_out", "auc", "n_agree"] as const;

export function markersFrom(reply: MarkersReply, payload: DataView, estimate: number | null = null): MarkerTable {
  const { genes, ids, keys, n_samples, n_in, n_out, against, layer, samples, notes, warnings } = reply;
  const all = numbers<Float64Array>(payload, Float64Array);
  const [score, change, p, pAdjusted, pctIn, pctOut, auc, nAgree] = COLUMNS.map((_, at) => {
    const column = all.subarray(at * genes.length, (at + 1) * genes.length);
    // Python has NaN where there is no number, or it was too dear
    return (row: number): number | null => (Number.isFinite(column[row]) ? (column[row] as number) : null);
  }) as [Read, Read, Read, Read, Read, Read, Read, Read];
  const rows = genes.map(
    (gene, i): MarkerRow => ({
      gene,
      id: ids?.[i] ?? gene,
      key: keys?.[i] ?? gene,
      logFoldChange: change(i),
      score: score(i),
      pctIn: pctIn(i) ?? 0,
      pctOut: pctOut(i) ?? 0,
      auc: auc(i),
      p: p(i),
      pAdjusted: pAdjusted(i),
      nAgree: nAgree(i),
      nSamples: nAgree(i) === null ? null : n_samples,
    }),
  );
  return { rows, nIn: n_in, nOut: n_out, against, layer, samples: samples ?? null, notes, warnings, estimate };
}

type Read = (row: number) => number | null;
