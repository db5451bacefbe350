/** Asks what the selected cells are to be called as a set. */
import { useRef, useState } from "preact/hooks";
import { Field } from "../../ui/Field";
import { cells } from "../../words";
import { useSelection, useSets, useView } from "../common/context";
import { sayOfSet } from "../common/tellOfSet";

export function SetForm({ onDone }: { onDone: () => void }) {
  const selection = useSelection();
  const sets = useSets();
  const view = useView();
  const [name, setName] = useState(sets.suggestion);
  const [problem, setProblem] = useState<string | null>(null);
  const busy = useRef(false);
  const n = selection.n.value;
  // read, so that the hint follows them
  const taken = sets.all.value.find((set) => set.name === name.trim());
  const keep = async () => {
    if (busy.current) return;
    busy.current = true;
    try {
      // exactly what is seen: it may be Python's to tell
      await selection.sure();
      sayOfSet(await sets.remember(name), view);
      onDone();
    } catch (error) {
      setProblem((error as Error).message);
    } finally {
      busy.current = false;
    }
  };
  return (
    <form
      class="cxw-form"
      aria-label="New set of cells"
      onSubmit={(event) => {
        event.preventDefault();
        void keep();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return;
        event.preventDefault();
        event.stopPropagation();
        onDone();
      }}
    >
      <Field
        label={`Remember ${cells(n)} as`}
        value={name}
        onInput={(next) => {
          setName(next);
          setProblem(null);
        }}
        error={problem}
        hint={taken ? `${taken.name} is a set of ${cells(taken.n)}: these take its place.` : ""}
        autofocus
        onEnter={() => void keep()}
        onEscape={onDone}
      />
      <div class="cxw-form-buttons">
        <button type="submit" class="cxw-button cxw-primary" disabled={n === 0}>
          {taken ? "Replace" : "Remember"}
        </button>
        <button type="button" class="cxw-button" onClick={onDone}>
          Cancel
        </button>
      </div>
    </form>
  );
}
