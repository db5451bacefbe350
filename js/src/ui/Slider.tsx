/** A slider with its name and its value in words. */
import { useId } from "preact/hooks";

interface SliderProps {
  label: string;
  value: number;
  min: number;
  max: number;
  step: number;
  /** The value as a person says it. */
  text: string;
  onInput: (value: number) => void;
}

export function Slider({ label, text, onInput, ...numbers }: SliderProps) {
  const id = useId();
  return (
    <div class="cxw-slider">
      <label for={id}>{label}</label>
      <output for={id}>{text}</output>
      <input
        id={id}
        type="range"
        {...numbers}
        aria-valuetext={text}
        onInput={(event) => onInput(event.currentTarget.valueAsNumber)}
      />
    </div>
  );
}
