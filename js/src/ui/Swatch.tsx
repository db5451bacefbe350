/** A patch of color, and the palette to pick another from. */
import { useState } from "preact/hooks";
import { Field } from "./Field";

/** scanpy's 20 default colors, so that plots made later look alike. */
const PALETTE =
  "1f77b4 ff7f0e 279e68 d62728 aa40fc 8c564b e377c2 b5bd61 17becf aec7e8 ffbb78 98df8a ff9896 c5b0d5 c49c94 f7b6d2 dbdb8d 9edae5 ad494a 8c6d31"
    .split(" ")
    .map((hex) => `#${hex}`);

interface SwatchProps {
  color?: string | undefined;
  /** Of what is set apart from all others. */
  hatched?: boolean | undefined;
}

export function Swatch({ color, hatched }: SwatchProps) {
  const style = color ? { backgroundColor: color } : undefined;
  return <span class={hatched ? "cxw-swatch cxw-hatched" : "cxw-swatch"} style={style} aria-hidden="true" />;
}

/** `#1f77b4` of what a person types: with or without #, long or short; null when it is no color. */
export function hexTyped(text: string): string | null {
  const hex = text.trim().replace(/^#/, "").toLowerCase();
  if (/^[0-9a-f]{6}$/.test(hex)) return `#${hex}`;
  return /^[0-9a-f]{3}$/.test(hex) ? `#${[...hex].map((digit) => digit + digit).join("")}` : null;
}

interface ColorPickerProps {
  color: string;
  onPick: (color: string) => void;
  onCancel: () => void;
}

export function ColorPicker({ color, onPick, onCancel }: ColorPickerProps) {
  const [own, setOwn] = useState(color);
  const [problem, setProblem] = useState<string | null>(null);
  const hex = hexTyped(own);
  const use = () => {
    if (hex === null) setProblem("A colour is written as #1f77b4");
    else if (hex === color) onCancel();
    else onPick(hex);
  };
  const change = (text: string) => {
    setOwn(text);
    setProblem(null);
  };
  return (
    <div class="cxw-colors">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset can't be laid out as a grid in every browser */}
      <div class="cxw-color-grid" role="group" aria-label="Palette">
        {PALETTE.map((choice) => (
          <button
            key={choice}
            type="button"
            class="cxw-color"
            style={{ background: choice }}
            aria-label={`Colour ${choice}`}
            title={choice}
            aria-pressed={choice === color}
            onClick={() => onPick(choice)}
          />
        ))}
      </div>
      <div class="cxw-color-own">
        <input
          type="color"
          aria-label="Another colour"
          value={hex ?? color}
          onInput={(event) => change(event.currentTarget.value)}
        />
        <Field bare label="Colour as hex" value={own} onInput={change} error={problem} onEnter={use} />
        <button type="button" class="cxw-button" disabled={own === color} onClick={use}>
          Use
        </button>
      </div>
    </div>
  );
}
