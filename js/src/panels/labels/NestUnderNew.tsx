/** Asks for the name of a label that is made to have another one under it. */
import { useRef, useState } from "preact/hooks";
import { Field } from "../../ui/Field";
import { useLabels, useView } from "../common/context";

interface NestUnderNewProps {
  category: string;
  label: string;
  nest: (under: string) => void;
}

export function NestUnderNew({ category, label, nest }: NestUnderNewProps) {
  const labels = useLabels();
  const view = useView();
  const [name, setName] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const busy = useRef(false);
  const make = async () => {
    if (busy.current) return;
    busy.current = true;
    try {
      await labels.addLabel(category, name);
      view.layer.close();
      nest(name.trim().normalize("NFC"));
    } catch (error) {
      setProblem((error as Error).message);
    } finally {
      busy.current = false;
    }
  };
  return (
    <section class="cxw-card">
      <Field
        label={`New label, with ${label} under it`}
        value={name}
        onInput={(next) => {
          setName(next);
          setProblem(null);
        }}
        error={problem}
        autofocus
        onEnter={() => void make()}
      />
      <button type="button" class="cxw-button cxw-primary" onClick={() => void make()}>
        Make and nest
      </button>
    </section>
  );
}
