/** A field for one more label, opened by "+ Label". */
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { Combobox } from "../../ui/Combobox";
import { focusOn, reveal } from "../../ui/focus";
import { Icon } from "../../ui/icons";
import { useMeasured } from "../../ui/useMeasured";
import type { Category } from "../../wire/messages";
import { completeNewLabel } from "../common/completeLabel";
import { useLabels, useTerms, useTraits, useView } from "../common/context";

export function NewLabel({ category }: { category: Category }) {
  const traits = useTraits();
  const [open, setOpen] = useState(false);
  if (traits.status.value.state === "read-only") return null;
  if (open) return <NewLabelField category={category} onEnd={() => setOpen(false)} />;
  return (
    <button type="button" class="cxw-link cxw-new-label" onClick={() => setOpen(true)}>
      <Icon name="plus" />
      Label
    </button>
  );
}

function NewLabelField({ category, onEnd }: { category: Category; onEnd: () => void }) {
  const labels = useLabels();
  const terms = useTerms();
  const view = useView();
  const finder = useMemo(() => terms.finder(), [terms]);
  const input = useRef<HTMLInputElement>(null);
  const place = useRef<HTMLDivElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useLayoutEffect(() => focusOn(input.current), []);
  // what is offered comes later than the letters, and below them
  useMeasured(place, () => place.current && reveal(place.current));

  const add = async (name: string, giveBack: () => void, id?: string) => {
    try {
      const term = id === undefined ? undefined : { id, name };
      const { message, revision } = await labels.addLabel(category.name, name, term);
      view.say({ text: message, undoes: revision });
      // The field stays, for the next name of a list.
      setProblem(null);
    } catch (error) {
      setProblem((error as Error).message);
      giveBack();
    }
  };
  return (
    <div
      ref={place}
      class="cxw-new-label-field"
      onInput={() => setProblem(null)}
      onKeyDownCapture={(event) => {
        if (event.key !== "Escape" || event.isComposing) return;
        event.preventDefault();
        event.stopPropagation();
        onEnd();
      }}
      onFocusOut={(event) => {
        const inside = place.current?.contains(event.relatedTarget as Node | null);
        if (!inside && !input.current?.value.trim()) onEnd();
      }}
    >
      <Combobox
        label={`New label in ${category.name}`}
        placeholder="Name, then Enter"
        inputRef={input}
        complete={(text) => completeNewLabel(category.labels, text, finder.of(text))}
        onPick={(name, giveBack, id) => void add(name, giveBack, id)}
        onEmptyEnter={onEnd}
        onEmptyKey={() => false}
      />
      {problem && (
        <p class="cxw-error" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
