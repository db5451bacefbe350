/** Asks what the region is to be called that the lassos of the selection enclose. */
import { useRef, useState } from "preact/hooks";
import { recipeOf } from "../../store/selection/regionSteps";
import { Field } from "../../ui/Field";
import { useLabels, useRegions, useSelection, useView } from "../common/context";

const USUAL = "regions";

export function KeepRegionForm({ onDone }: { onDone: () => void }) {
  const selection = useSelection();
  const regions = useRegions();
  const labels = useLabels();
  const view = useView();
  const [name, setName] = useState("");
  const [category, setCategory] = useState(
    () => labels.categories.peek().find((one) => one.labels.some(({ region }) => region))?.name ?? USUAL,
  );
  const [problem, setProblem] = useState<string | null>(null);
  const busy = useRef(false);
  const keep = async () => {
    if (busy.current) return;
    busy.current = true;
    try {
      await selection.sure();
      const recipe = recipeOf(selection.picks.peek(), selection.filters.peek());
      const { message, revision } = await regions.keep(name, category, recipe);
      view.say({ text: message, undoes: revision });
      onDone();
    } catch (error) {
      setProblem((error as Error).message);
    } finally {
      busy.current = false;
    }
  };
  const typed = (set: (text: string) => void) => (text: string) => {
    set(text);
    setProblem(null);
  };
  return (
    <form
      class="cxw-form"
      aria-label="New region"
      onSubmit={(event) => {
        event.preventDefault();
        void keep();
      }}
    >
      <Field
        label="Keep as region"
        value={name}
        onInput={typed(setName)}
        error={problem}
        autofocus
        onEnter={() => void keep()}
        onEscape={onDone}
      />
      <Field
        label="In category"
        value={category}
        onInput={typed(setCategory)}
        onEnter={() => void keep()}
        onEscape={onDone}
      />
      <div class="cxw-form-buttons">
        <button type="submit" class="cxw-button cxw-primary" disabled={name.trim() === ""}>
          Keep
        </button>
        <button type="button" class="cxw-button" onClick={onDone}>
          Cancel
        </button>
      </div>
    </form>
  );
}
