/** A name being changed where it stands: Enter or leaving keeps, Esc leaves it as it was. */
import { useRef, useState } from "preact/hooks";
import type { EditResult } from "../store/annotations";
import { Field } from "../ui/Field";
import { useHere } from "./context";

interface RenameFieldProps {
  label: string;
  value: string;
  rename: (next: string) => Promise<EditResult>;
  onDone: () => void;
}

export function RenameField({ label, value, rename, onDone }: RenameFieldProps) {
  const { view } = useHere();
  const [name, setName] = useState(value);
  const [problem, setProblem] = useState<string | null>(null);
  const over = useRef(false);
  const finish = () => {
    over.current = true;
    onDone();
  };
  const keep = async () => {
    if (over.current) return;
    if (name.trim() === value) return finish();
    over.current = true;
    try {
      const { message, revision } = await rename(name);
      view.say({ text: message, undoes: revision });
      finish();
    } catch (error) {
      over.current = false;
      setProblem((error as Error).message);
    }
  };
  return (
    <Field
      bare
      label={label}
      value={name}
      onInput={(next) => {
        setName(next);
        setProblem(null);
      }}
      error={problem}
      autofocus
      onEnter={() => void keep()}
      onEscape={finish}
      onBlur={() => (problem ? finish() : void keep())}
    />
  );
}
