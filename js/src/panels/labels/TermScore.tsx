/** How sure it is that a term is what was meant: 1 at the most. */

/** From here on an expert would agree. */
export const SURE = 0.9;

export function TermScore({ score }: { score: number }) {
  return (
    <span class="cxw-term-score" data-sure={score >= SURE} title={`Score: ${SURE} and more is sure`}>
      {score.toFixed(2)}
    </span>
  );
}
