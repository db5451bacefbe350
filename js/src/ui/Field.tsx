/** A labelled text field with room for what is wrong with it. */
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { focusOn } from "./focus";

interface FieldProps {
  label: string;
  value: string;
  onInput: (value: string) => void;
  /** A sentence; shown below and read out. */
  error?: string | null;
  hint?: string;
  placeholder?: string;
  autofocus?: boolean;
  /** The label is spoken but not drawn. */
  bare?: boolean;
  onEnter?: () => void;
  onEscape?: () => void;
  onBlur?: (event: FocusEvent) => void;
}

export function Field(props: FieldProps) {
  const { label, value, onInput, error, hint, placeholder, autofocus, bare, onEnter, onEscape, onBlur } = props;
  const id = useId();
  const ref = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (!autofocus) return;
    focusOn(ref.current);
    ref.current?.select();
  }, [autofocus]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && onEnter) {
      event.preventDefault();
      onEnter();
    } else if (event.key === "Escape" && onEscape) {
      event.preventDefault();
      event.stopPropagation();
      onEscape();
    }
  };
  const note = error || hint;
  return (
    <div class="cxw-field">
      {!bare && <label for={id}>{label}</label>}
      <input
        ref={ref}
        id={id}
        type="text"
        aria-label={bare ? label : undefined}
        aria-invalid={error ? true : undefined}
        aria-describedby={note ? `${id}-note` : undefined}
        placeholder={placeholder}
        autocomplete="off"
        spellcheck={false}
        value={value}
        data-autofocus={autofocus || undefined}
        onInput={(event) => onInput(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onBlur={onBlur}
      />
      {note && (
        <p id={`${id}-note`} class={error ? "cxw-error" : "cxw-hint"} role={error ? "alert" : undefined}>
          {note}
        </p>
      )}
    </div>
  );
}
