/** Settling what people say of the same cells: by which rule, into which category, and what is left for a review. */
import { useId, useState } from "preact/hooks";
import type { Compared } from "../../store/evidence/agreement";
import { Field } from "../../ui/Field";
import type { Rule } from "../../wire/compareMessages";
import { cells } from "../../words";
import { useAgreement, useLabels, useReview, useView } from "../common/context";
import { useAnswer } from "../common/useAnswer";
import { freeName, RULES } from "./rules";

export function ReconcileCard({ told: seen }: { told: Compared }) {
  const agreement = useAgreement();
  // labels may change while this is open: what is settled is the comparison of now, which is made anew then
  const told = agreement.answer.value ?? seen;
  const stale = agreement.loading.value;
  const labels = useLabels();
  const review = useReview();
  const view = useView();
  const id = useId();
  const taken = labels.categories.value.map(({ name }) => name);
  const [into, setInto] = useState(() => freeName(`${told.category} agreed`, taken));
  const [rule, setRule] = useState<Rule>("agree");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const { value: rules, problem } = useAnswer(agreement.rules, String(told.serial));
  const now = rules?.find((one) => one.rule === rule);

  const reconcile = async () => {
    if (busy || stale || into.trim() === "") return;
    setBusy(true);
    setError(null);
    try {
      const made = await agreement.reconcile(into.trim(), rule);
      view.say({ text: made.message, undoes: made.revision });
      view.layer.close();
      // whoever presses Enter at once does so before it is foreseen what stays open
      const isOpen = labels.categories.peek().some(({ about }) => about?.opinions?.of === into.trim());
      if (now ? now.nOpen > 0 : isOpen) {
        review.setup.value = { ...review.setup.peek(), category: into.trim(), by: "opinions", column: null };
        review.summoned.value = true;
        view.room.openTab("review");
        await review.begin();
      } else labels.use(into.trim());
    } catch (failure) {
      setError((failure as Error).message);
      setBusy(false);
    }
  };
  return (
    <section class="cxw-card cxw-reconcile" role="dialog" aria-label="Reconcile" aria-busy={busy}>
      <h2>Reconcile</h2>
      <Field label="Into a new category" value={into} onInput={setInto} onEnter={() => void reconcile()} autofocus />
      <fieldset>
        <legend>What settles a cell</legend>
        {RULES.map(([choice, text, title]) => {
          const of = rules?.find((one) => one.rule === choice);
          return (
            <label key={choice} title={title}>
              <input
                type="radio"
                name={id}
                checked={rule === choice}
                onChange={() => setRule(choice)}
                onKeyDown={(event) => {
                  if (event.key === "Enter") void reconcile();
                }}
              />
              <span class="cxw-grow">{text}</span>
              <span class="cxw-count">{of ? cells(of.nSettled) : ""}</span>
            </label>
          );
        })}
      </fieldset>
      <p class="cxw-hint" role="status">
        {now && !stale
          ? now.nOpen > 0
            ? `${cells(now.nSettled)} settled; ${cells(now.nOpen)} stay unassigned for the review, with who said what.`
            : `${cells(now.nSettled)} settled: nothing is left to review.`
          : "Counting …"}{" "}
        Nobody's draft is changed.
      </p>
      {(error ?? problem) !== null && (
        <p class="cxw-error" role="alert">
          {error ?? problem}
        </p>
      )}
      <button
        type="button"
        class="cxw-button cxw-primary"
        aria-disabled={busy || stale || into.trim() === ""}
        onClick={() => void reconcile()}
      >
        {busy ? "Settling …" : now && now.nOpen > 0 ? "Settle, and review the rest" : "Settle"}
      </button>
    </section>
  );
}
