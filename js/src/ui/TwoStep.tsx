/** A button that asks once more, in its own place: the focus stays where it is, and no dialog covers what it is about. */
import { useState } from "preact/hooks";

interface TwoStepProps {
  text: string;
  /** What the button says after the first click; the second one does it. */
  question: string;
  /** Spoken in place of the text, where several buttons say the same. */
  label?: string;
  disabled?: boolean;
  tabIndex?: number | undefined;
  onConfirm: () => Promise<unknown>;
}

export function TwoStep({ text, question, label, disabled, tabIndex, onConfirm }: TwoStepProps) {
  const [armed, setArmed] = useState(false);
  const [busy, setBusy] = useState(false);
  const click = async (event: MouseEvent) => {
    // The second half of a double click answers nothing that was read.
    if (event.detail > 1 || busy) return;
    if (!armed) return setArmed(true);
    setBusy(true);
    try {
      await onConfirm();
    } finally {
      setBusy(false);
      setArmed(false);
    }
  };
  return (
    <button
      type="button"
      class={armed ? "cxw-button cxw-asks" : "cxw-button"}
      aria-label={armed ? undefined : label}
      aria-disabled={busy}
      disabled={disabled}
      tabIndex={tabIndex}
      onClick={(event) => void click(event)}
      onBlur={() => setArmed(false)}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !armed) return;
        event.stopPropagation();
        setArmed(false);
      }}
    >
      {armed ? question : text}
    </button>
  );
}
