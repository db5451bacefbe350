/** The first label makes its category on the way. Where none is made, the label is in its field again. */
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Term } from "../../wire/termMessages";
import { CategoryForm } from "../common/CategoryForm";
import { useLabels, useView } from "../common/context";

interface FirstCategoryProps {
  label: string;
  term: Term | undefined;
  giveBack: () => void;
}

export function FirstCategory({ label, term, giveBack }: FirstCategoryProps) {
  const labels = useLabels();
  const view = useView();
  const made = useRef(false);
  // Before the form is seen: a quick Escape comes before effects do.
  useLayoutEffect(
    () => () => {
      if (!made.current) giveBack();
    },
    [],
  );
  return (
    <div class="cxw-card">
      <h2>A category for “{label}”</h2>
      <CategoryForm
        onCancel={() => view.layer.close()}
        onDone={() => {
          made.current = true;
          view.layer.close();
          void view.run(labels.label(label, term)).then(view.focusPlot);
        }}
      />
    </div>
  );
}
