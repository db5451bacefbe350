/** A few words of which one holds. */
import { useId } from "preact/hooks";

interface ChoicesProps<T extends string | number> {
  name: string;
  choices: readonly (readonly [T, string])[];
  now: T;
  disabled?: boolean;
  onChoose: (choice: T) => void;
}

export function Choices<T extends string | number>({ name, choices, now, disabled, onChoose }: ChoicesProps<T>) {
  const id = useId();
  return (
    <fieldset class="cxw-picture-choices" disabled={disabled}>
      <legend>{name}</legend>
      <span class="cxw-picture-row">
        {choices.map(([choice, text]) => (
          <label key={choice}>
            <input type="radio" name={id} checked={now === choice} onChange={() => onChoose(choice)} />
            <span>{text}</span>
          </label>
        ))}
      </span>
    </fieldset>
  );
}

interface TickProps {
  label: string;
  on: boolean;
  disabled?: boolean;
  title?: string;
  onTurn: (on: boolean) => void;
}

export function Tick({ label, on, disabled, title, onTurn }: TickProps) {
  return (
    <label class="cxw-picture-tick" title={title} data-off={disabled}>
      <input
        type="checkbox"
        class="cxw-check"
        checked={on}
        disabled={disabled}
        onChange={({ currentTarget }) => onTurn(currentTarget.checked)}
      />
      {label}
    </label>
  );
}
