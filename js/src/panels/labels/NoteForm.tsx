/** A note to a label: why it is called so, what to look at again. Leaving the card keeps it, Esc drops what was typed. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { useView } from "../common/context";

interface NoteFormProps {
  label: string;
  /** As it is, and as it is being written: where it could not be kept, that goes on with what is wrong with it. */
  note: string;
  written?: string | undefined;
  wrong?: string | undefined;
  keep: (text: string) => void;
}

export function NoteForm({ label, note, written, wrong, keep }: NoteFormProps) {
  const view = useView();
  const [text, setText] = useState(written ?? note);
  const [problem, setProblem] = useState<string | null>(wrong ?? null);
  // By what the card is left, it is the same: its buttons and keys close it, and what is here then is kept.
  const latest = useRef(text);
  latest.current = text;
  const dropped = useRef(false);
  // As it is drawn, not a frame later: what is left at once is kept, too.
  useLayoutEffect(
    () => () => {
      const now = latest.current.trim();
      if (!dropped.current && now !== note.trim()) keep(now);
    },
    [],
  );
  const save = () => view.layer.close();
  const drop = () => {
    dropped.current = true;
    view.layer.close();
  };
  return (
    <form
      class="cxw-card cxw-note"
      aria-label={`Note of ${label}`}
      onSubmit={(event) => {
        event.preventDefault();
        save();
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
          if (event.isComposing) return;
          if (event.key === "Escape") dropped.current = true;
          // Shift makes a line of the note
          if (event.key !== "Enter" || event.shiftKey) return;
          event.preventDefault();
          save();
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
        <button type="button" class="cxw-button" onClick={drop}>
          Cancel
        </button>
        <span class="cxw-hint cxw-form-hint">⇧↵ new line</span>
      </div>
    </form>
  );
}
