/** A row of buttons of which one is pressed. */
import { Icon, type IconName } from "../../ui/icons";

interface SegmentsProps<T extends IconName> {
  name: string;
  choices: readonly (readonly [T, string, string])[];
  now: T;
  onChoose: (choice: T) => void;
}

export function Segments<T extends IconName>({ name, choices, now, onChoose }: SegmentsProps<T>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset can't be laid out as a segmented control in every browser
    <div class="cxw-segments" role="group" aria-label={name}>
      {choices.map(([choice, label, title]) => (
        <button
          key={choice}
          type="button"
          aria-label={label}
          title={title}
          aria-pressed={now === choice}
          onClick={() => onChoose(choice)}
        >
          <Icon name={choice} />
        </button>
      ))}
    </div>
  );
}
