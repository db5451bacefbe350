/** A patch of colour, and the palette to pick another from. */
import { useState } from "preact/hooks";

/** scanpy's 20 default colours, so that plots made later look alike. */
const PALETTE =
  "1f77b4 ff7f0e 279e68 d62728 aa40fc 8c564b e377c2 b5bd61 17becf aec7e8 ffbb78 98df8a ff9896 c5b0d5 c49c94 f7b6d2 dbdb8d 9edae5 ad494a 8c6d31"
    .split(" ")
    .map((hex) => `#${hex}`);

export function Swatch({ color }: { color?: string | undefined }) {
  return <span class="cxw-swatch" style={color ? { background: color } : undefined} aria-hidden="true" />;
}

export function ColorPicker({ color, onPick }: { color: string; onPick: (color: string) => void }) {
  const [own, setOwn] = useState(color);
  return (
    <div class="cxw-colors">
      <div class="cxw-color-grid">
        {PALETTE.map((choice) => (
          <button
            key={choice}
            type="button"
            class="cxw-color"
            style={{ background: choice }}
            aria-label={`Colour ${choice}`}
            aria-pressed={choice === color}
            onClick={() => onPick(choice)}
          />
        ))}
      </div>
      <div class="cxw-color-own">
        <input
          type="color"
          aria-label="Another colour"
          value={own}
          onInput={(event) => setOwn(event.currentTarget.value)}
        />
        <span class="cxw-mono">{own}</span>
        <button type="button" class="cxw-button" disabled={own === color} onClick={() => onPick(own)}>
          Use
        </button>
      </div>
    </div>
  );
}
