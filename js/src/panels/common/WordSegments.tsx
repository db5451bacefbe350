/** A row of buttons with words on them, of which one is pressed. */
interface WordSegmentsProps<T extends string> {
  name: string;
  choices: readonly (readonly [choice: T, text: string, title: string])[];
  now: T;
  onChoose: (choice: T) => void;
}

export function WordSegments<T extends string>({ name, choices, now, onChoose }: WordSegmentsProps<T>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset can't be laid out as a segmented control in every browser
    <div class="cxw-segments cxw-words" role="group" aria-label={name}>
      {choices.map(([choice, text, title]) => (
        <button key={choice} type="button" title={title} aria-pressed={now === choice} onClick={() => onChoose(choice)}>
          {text}
        </button>
      ))}
    </div>
  );
}
