/** What an import brought, and the ways on: to a review, and to terms of the Cell Ontology, which are proposed, never set unasked. */
import type { ImportTold } from "../../wire/types";
import { useLabels, useReview, useView } from "../common/context";
import { DialogHead } from "../common/DialogHead";
import { openReview } from "../common/openReview";
import { NextStep } from "./ImportField";

interface ImportedProps {
  told: ImportTold;
  category: number;
  onFindTerms: (category: number) => void;
}

export function Imported({ told, category, onFindTerms }: ImportedProps) {
  const labels = useLabels();
  const review = useReview();
  const view = useView();
  const made = labels.categories.value.find(({ id }) => id === category)?.labels ?? [];
  const without = made.some(({ term, reserved }) => !term && !reserved);
  return (
    <section class="cxw-meaning cxw-import">
      <DialogHead title={`Imported ${told.name}`} />
      <div role="status" class="cxw-export-told">
        <p>{told.message}</p>
        {told.details.map((sentence) => (
          <p key={sentence} class="cxw-hint">
            {sentence}
          </p>
        ))}
      </div>
      <footer class="cxw-meaning-foot">
        <span />
        {without && (
          <button type="button" class="cxw-button" onClick={view.layer.close}>
            Done
          </button>
        )}
        <button
          type="button"
          class="cxw-button"
          title="The doubtful ones first, a group of cells at a time"
          onClick={() => {
            view.layer.close();
            openReview({ review }, view, told.name);
          }}
        >
          Review …
        </button>
        <NextStep
          text={without ? "Find terms …" : "Done"}
          onClick={without ? () => onFindTerms(category) : view.layer.close}
        />
      </footer>
    </section>
  );
}
