/** A field for one more label, opened by "+ Label". */
import { useState } from "preact/hooks";
import { Field } from "../../ui/Field";
import { Icon } from "../../ui/icons";
import { useLabels, useTraits, useView } from "../common/context";

export function NewLabel({ category }: { category: string }) {
  const traits = useTraits();
  const labels = useLabels();
  const view = useView();
  const [name, setName] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  if (traits.status.value.state === "read-only") return null;
  if (name === null) {
    return (
      <button type="button" class="cxw-link cxw-new-label" onClick={() => setName("")}>
        <Icon name="plus" />
        Label
      </button>
    );
  }
  const end = () => {
    setName(null);
    setProblem(null);
  };
  const add = async () => {
    if (!name.trim()) return end();
    try {
      const { message, revision } = await labels.addLabel(category, name);
      view.say({ text: message, undoes: revision });
      // The field stays, for the next name of a list.
      setName("");
      setProblem(null);
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  return (
    <div class="cxw-new-label-field">
      <Field
        bare
        label={`New label in ${category}`}
        placeholder="Name, then Enter"
        value={name}
        onInput={(value) => {
          setName(value);
          setProblem(null);
        }}
        error={problem}
        autofocus
        onEnter={() => void add()}
        onEscape={end}
        onBlur={() => !name.trim() && end()}
      />
    </div>
  );
}
