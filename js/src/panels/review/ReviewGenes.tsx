/** The genes of the group: against the other cells of its label, and against those of the label suggested. */
import type { ReviewGene, ReviewSide } from "../../wire/review";
import { useGenes, useReview, useTraits } from "../common/context";

export function ReviewGenes() {
  const { answer, loading, problem } = useReview().markers;
  const has = useGenes().any.value;
  if (!has) return null;
  const told = answer.value;
  if (problem.value !== null) return <p class="cxw-hint">{problem.value}</p>;
  if (!told) return loading.value ? <p class="cxw-hint">Comparing …</p> : null;
  return (
    <div class="cxw-review-genes" data-stale={loading.value || undefined}>
      <Side side={told.own} />
      <Side side={told.other} />
    </div>
  );
}

export function Side({ side }: { side: ReviewSide }) {
  if (side.against === null) return null;
  const title = `against ${side.against}`;
  return (
    <section class="cxw-review-side" aria-label={`Markers ${title}`}>
      <h3 class="cxw-ellipsis" title={title}>
        <span class="cxw-soft">Markers</span> {title}
      </h3>
      {side.problem !== null ? (
        <p class="cxw-hint">{side.problem}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">gene</th>
              <th scope="col" title="log2 fold change">
                log₂FC
              </th>
              <th scope="col" title="Percent of the cells that express it: in the group, and in the others">
                % in / out
              </th>
            </tr>
          </thead>
          <tbody>
            {side.genes.map((gene) => (
              <GeneRow key={gene.key} gene={gene} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function GeneRow({ gene: { gene, key, logFoldChange, pctIn, pctOut } }: { gene: ReviewGene }) {
  const traits = useTraits();
  return (
    <tr>
      <td>
        <button
          type="button"
          class="cxw-review-gene cxw-ellipsis"
          tabIndex={-1}
          title={`${gene}: click to colour by it`}
          aria-pressed={traits.color.value === key}
          onClick={() => traits.set("color", key)}
        >
          {gene}
        </button>
      </td>
      <td class="cxw-review-number">{logFoldChange === null ? "–" : signed(logFoldChange)}</td>
      <td class="cxw-review-number">
        {percent(pctIn)} <span class="cxw-faint">/</span> {percent(pctOut)}
      </td>
    </tr>
  );
}

/** Where a gene is found in no cell of one side, scanpy's fold change is as large as its smallest number is small. */
const MOST = 10;

function signed(value: number): string {
  if (Math.abs(value) > MOST) return value < 0 ? `< −${MOST}` : `> ${MOST}`;
  return `${value < 0 ? "−" : ""}${Math.abs(value).toFixed(1)}`;
}

function percent(part: number): string {
  return `${Math.round(100 * part)}`;
}
