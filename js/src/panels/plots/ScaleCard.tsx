/** The colors of a number: which map, and which values its two ends stand for. */
import { useState } from "preact/hooks";
import { type Clip, DEFAULT_CLIP } from "../../store/data/clip";
import { gradient, MAPS } from "../../store/data/ramps";
import { Field } from "../../ui/Field";
import { useView } from "../common/context";

/** A percentile as typed; null: it is none. */
function percentile(text: string): number | null {
  const value = Number(text.trim().replace(",", ".").replace(/%$/, ""));
  return text.trim() !== "" && value >= 0 && value <= 100 ? value : null;
}

export function ScaleCard() {
  const view = useView();
  const { clip, map } = view.plots;
  const [typed, setTyped] = useState({ low: String(clip.peek().low), high: String(clip.peek().high) });
  const [low, high] = [percentile(typed.low), percentile(typed.high)];
  const wrong = (value: number | null) => (value === null ? "From 0 to 100" : null);
  const crossed = low !== null && high !== null && low >= high ? "Above the low end" : null;

  const type = (part: keyof Clip, text: string) => {
    const next = { ...typed, [part]: text };
    setTyped(next);
    const [from, to] = [percentile(next.low), percentile(next.high)];
    if (from !== null && to !== null && from < to) clip.value = { low: from, high: to };
  };
  const reset = () => {
    setTyped({ low: String(DEFAULT_CLIP.low), high: String(DEFAULT_CLIP.high) });
    clip.value = DEFAULT_CLIP;
  };
  return (
    <section class="cxw-card cxw-scale-card" aria-label="Colours of numbers">
      <h2>Colours of numbers</h2>
      <div role="radiogroup" aria-label="Colour map" class="cxw-maps">
        {MAPS.map(({ name, hint }) => (
          <label key={name} class="cxw-map">
            <input
              type="radio"
              name="cxw-map"
              checked={map.value === name}
              data-autofocus={map.value === name || undefined}
              onChange={() => {
                map.value = name;
              }}
            />
            <span class="cxw-ramp" style={{ background: gradient(name) }} />
            <span>
              {name} <span class="cxw-faint">{hint}</span>
            </span>
          </label>
        ))}
      </div>
      <div class="cxw-clip">
        <Field label="Low end, percentile" value={typed.low} error={wrong(low)} onInput={(text) => type("low", text)} />
        <Field
          label="High end, percentile"
          value={typed.high}
          error={wrong(high) ?? crossed}
          onInput={(text) => type("high", text)}
        />
      </div>
      <p class="cxw-hint">Values beyond the ends have the colour of the end.</p>
      <button type="button" class="cxw-button" onClick={reset}>
        Percentiles 1 to 99
      </button>
    </section>
  );
}
