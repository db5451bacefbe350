/** A name being changed where it stands: Enter or leaving keeps, Esc leaves it as it was. */
import { useRef, useState } from "preact/hooks";
import type { EditResult } from "../../store/base/edit";
import { Field } from "../../ui/Field";
import { useView } from "./context";

interface RenameFieldProps {
  label: string;
  value: string;
  rename: (next: string) => Promise<EditResult>;
  /** Names of others, and what can be done in place of taking one: become one with it. */
  taken?: string[];
  merge?: (into: string) => Promise<EditResult>;
  onDone: () => void;
}

export function RenameField({ label, value, rename, taken, merge, onDone }: RenameFieldProps) {
  const view = useView();
  const [name, setName] = useState(value);
  const [problem, setProblem] = useState<string | null>(null);
  const [into, setInto] = useState<string | null>(null);
  const whole = useRef<HTMLDivElement>(null);
  const over = useRef(false);
  const finish = () => {
    over.current = true;
    onDone();
  };
  const keep = async () => {
    if (over.current) return;
    const next = name.trim();
    if (next === value) return finish();
    if (merge && taken?.includes(next)) {
      setProblem(`There is a label “${next}” already.`);
      setInto(next);
      return;
    }
    await act(() => rename(name));
  };
  const act = async (change: () => Promise<EditResult>) => {
    over.current = true;
    try {
      const { message, revision } = await change();
      view.say({ text: message, undoes: revision });
      finish();
    } catch (error) {
      over.current = false;
      setProblem((error as Error).message);
    }
  };
  const left = (event: FocusEvent) => {
    if (whole.current?.contains(event.relatedTarget as Node | null)) return;
    if (problem) finish();
    else void keep();
  };
  return (
    <div class="cxw-rename" ref={whole}>
      <Field
        bare
        label={label}
        value={name}
        onInput={(next) => {
          setName(next);
          setProblem(null);
          setInto(null);
        }}
        error={problem}
        autofocus
        onEnter={() => void keep()}
        onEscape={finish}
        onBlur={left}
      />
      {merge && into !== null && (
        <button
          type="button"
          class="cxw-link"
          title={`Merge ${value} into ${into}`}
          onClick={() => void act(() => merge(into))}
          onBlur={left}
        >
          Merge into it
        </button>
      )}
    </div>
  );
}
