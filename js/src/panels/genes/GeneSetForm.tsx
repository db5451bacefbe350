/** A new gene set: of the genes that are shown, of a text, or of a file. */
import { useId, useRef, useState } from "preact/hooks";
import type { EditResult } from "../../store/base/edit";
import { Field } from "../../ui/Field";
import { useGeneSets, useGenes, useView } from "../common/context";
import { FileLink } from "../common/FileLink";

export function GeneSetForm({ onDone }: { onDone: () => void }) {
  const genes = useGenes();
  const geneSets = useGeneSets();
  const view = useView();
  const id = useId();
  const [name, setName] = useState("");
  const [text, setText] = useState(() => genes.shown.peek().join(", "));
  const [problem, setProblem] = useState<string | null>(null);
  const busy = useRef(false);
  const act = async (action: () => Promise<EditResult>) => {
    if (busy.current) return;
    busy.current = true;
    setProblem(null);
    try {
      const { message } = await action();
      view.say({ text: message, undoes: null });
      onDone();
    } catch (error) {
      setProblem((error as Error).message);
    } finally {
      busy.current = false;
    }
  };
  const create = () => void act(() => geneSets.create(name, text));
  return (
    <form
      class="cxw-form"
      aria-label="New gene set"
      onSubmit={(event) => {
        event.preventDefault();
        create();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return;
        event.preventDefault();
        event.stopPropagation();
        onDone();
      }}
    >
      <Field
        label="Gene set"
        placeholder="B cell program"
        value={name}
        onInput={setName}
        error={problem}
        autofocus
        onEnter={create}
        onEscape={onDone}
      />
      <div class="cxw-field">
        <label for={id}>Genes</label>
        <textarea
          id={id}
          rows={3}
          placeholder="CD79A, CD79B, MS4A1 …"
          spellcheck={false}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </div>
      <div class="cxw-form-buttons">
        <button type="submit" class="cxw-button cxw-primary">
          Create
        </button>
        <button type="button" class="cxw-button" onClick={onDone}>
          Cancel
        </button>
      </div>
      <FileLink
        text="From a file (CSV, GMT) …"
        title="cellxgene's CSV of gene sets, or GMT"
        label="File of gene sets"
        accept=".csv,.gmt,.txt"
        class="cxw-from-file"
        onFile={(chosen) => void act(() => geneSets.read(chosen))}
      />
    </form>
  );
}
