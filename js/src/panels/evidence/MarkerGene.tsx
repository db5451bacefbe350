/** A marker gene in its row: its name, how much it changes, in which part of the cells. */
import type { MarkerRow } from "../../wire/types";
import { share } from "../../words";
import { useTraits } from "../common/context";
import { withoutModality } from "./withoutModality";

interface Props {
  row: MarkerRow;
  tabIndex: 0 | -1;
  /** The column that tells the samples. */
  samples: string | null;
  /** Where the values are: of a MuData it names the modality, which stands before each gene. */
  layer: string;
}

export function MarkerGene({ row, tabIndex, samples, layer }: Props) {
  const traits = useTraits();
  const change = row.logFoldChange === null ? "–" : row.logFoldChange.toFixed(1);
  const words = [
    `log2 fold change ${change}, expressed by ${share(row.pctIn)} in, ${share(row.pctOut)} outside`,
    ...(row.auc === null ? [] : [`AUC ${row.auc.toFixed(2)}`]),
    ...(row.pAdjusted === null ? [] : [`adjusted p ${row.pAdjusted.toExponential(1)}`]),
    ...(row.nSamples === null ? [] : [`the same way in ${agreed(row)} of ${samples}`]),
  ];
  return (
    <>
      <button
        type="button"
        class="cxw-marker-gene cxw-ellipsis"
        tabIndex={tabIndex}
        aria-pressed={traits.color.value === row.key}
        aria-label={`Colour by ${row.gene}`}
        title={`${row.gene}: ${words.join(", ")}. Click to colour by it.`}
        onClick={() => traits.set("color", row.key)}
      >
        {withoutModality(row.gene, layer)}
      </button>
      <span class="cxw-marker-number">{change}</span>
      <span class="cxw-fractions" role="img" aria-label={`${share(row.pctIn)} in, ${share(row.pctOut)} outside`}>
        <i style={{ width: `${100 * row.pctIn}%` }} />
        <i style={{ width: `${100 * row.pctOut}%` }} />
      </span>
    </>
  );
}

/** In how many of the samples it goes the same way. */
export function agreed({ nAgree, nSamples }: MarkerRow): string {
  return nSamples ? `${nAgree}/${nSamples}` : "–";
}
