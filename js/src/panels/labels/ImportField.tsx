/** The fields of the dialog that brings labels in, and its button for what comes next. */
import { useLayoutEffect, useRef } from "preact/hooks";
import { Field } from "../../ui/Field";
import { focusOn } from "../../ui/focus";
import type { ImportBody } from "../../wire/importMessages";

/** What is written in the dialog; a field that nobody touched says what is usual. */
export interface ImportFields {
  textOf(field: keyof ImportBody): string;
  write(field: keyof ImportBody, text: string): void;
  onEnter(): void;
}

interface ImportFieldProps {
  fields: ImportFields;
  field: keyof ImportBody;
  label: string;
  placeholder?: string;
  hint?: string;
  autofocus?: boolean;
}

export function ImportField({ fields, field, ...same }: ImportFieldProps) {
  return (
    <Field
      {...same}
      value={fields.textOf(field)}
      onInput={(text) => fields.write(field, text)}
      onEnter={fields.onEnter}
    />
  );
}

/** A button that comes up when the answer is there, and is at hand for Enter. */
export function NextStep({ text, onClick }: { text: string; onClick: () => void }) {
  const ref = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => focusOn(ref.current), []);
  return (
    <button ref={ref} type="button" class="cxw-button cxw-primary" onClick={onClick}>
      {text}
    </button>
  );
}
