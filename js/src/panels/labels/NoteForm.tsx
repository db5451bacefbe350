/** A note to a label: why it is called so, what to look at again. */
import { useRef, useState } from "preact/hooks";
import type { EditResult } from "../../store/base/edit";
import { useView } from "../common/context";

interface NoteFormProps {
  label: string;
  note: string;
  keep: (text: string) => Promise<EditResult>;
}

export function NoteForm({ label, note, keep }: NoteFormProps) {
  const view = useView();
  const [text, setText] = useState(note);
  const [problem, setProblem] = useState<string | null>(null);
  const busy = useRef(false);
  const save = async () => {
    if (busy.current) return;
    if (text.trim() === note.trim()) return view.layer.close();
    busy.current = true;
    try {
      const { message, revision } = await keep(text.trim());
      view.layer.close();
      view.say({ text: message, undoes: revision });
    } catch (error) {
      busy.current = false;
      setProblem((error as Error).message);
    }
  };
  return (
    <form
      class="cxw-card cxw-note"
      aria-label={`Note of ${label}`}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <h2>Note of “{label}”</h2>
      <textarea
        aria-label={`Note of ${label}`}
        aria-invalid={problem ? true : undefined}
        rows={4}
        placeholder="Markers seen, doubts, whom to ask …"
        value={text}
        data-autofocus
        onInput={(event) => {
          setText(event.currentTarget.value);
          setProblem(null);
        }}
        onKeyDown={(event) => {
          // Enter is a line of the note; with Ctrl or Cmd it keeps it.
          if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
          event.preventDefault();
          void save();
        }}
      />
      {problem && (
        <p class="cxw-error" role="alert">
          {problem}
        </p>
      )}
      <div class="cxw-form-buttons">
        <button type="submit" class="cxw-button cxw-primary">
          Keep
        </button>
        <button type="button" class="cxw-button" onClick={() => view.layer.close()}>
          Cancel
        </button>
        <span class="cxw-hint cxw-form-hint">Ctrl/⌘ ↵</span>
      </div>
    </form>
  );
}
