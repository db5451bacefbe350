/** The two ends of a range, typed: Enter or leaving takes them, Esc leaves them as they were. */
import { useEffect, useId, useState } from "preact/hooks";
import { rangeTyped } from "../../store/data/histogram";
import { number } from "../../words";

interface RangeFieldsProps {
  name: string;
  range: { low: number | null; high: number | null } | null;
  min: number;
  max: number;
  onRange: (low: number | null, high: number | null) => void;
}
type Ends = { low: string; high: string };

export function RangeFields({ name, range, min, max, onRange }: RangeFieldsProps) {
  const id = useId();
  const [low, high] = [range?.low ?? null, range?.high ?? null];
  const [text, setText] = useState<Ends>(() => textOf(low, high));
  const [problem, setProblem] = useState<{ sentence: string; field: "low" | "high" } | null>(null);
  const restore = () => {
    setText(textOf(low, high));
    setProblem(null);
  };
  useEffect(restore, [low, high]);

  const take = () => {
    const typed = rangeTyped(text.low, text.high);
    if ("problem" in typed) {
      setProblem({ sentence: typed.problem, field: typed.field });
      return;
    }
    if (typed.low !== low || typed.high !== high) onRange(typed.low, typed.high);
    else restore();
  };
  const field = (end: "low" | "high", words: string, placeholder: string) => (
    <input
      type="text"
      inputMode="decimal"
      aria-label={`${name} ${words}`}
      aria-invalid={problem?.field === end ? true : undefined}
      aria-describedby={problem ? `${id}-problem` : undefined}
      placeholder={placeholder}
      autocomplete="off"
      spellcheck={false}
      value={text[end]}
      onInput={(event) => {
        setText({ ...text, [end]: event.currentTarget.value });
        setProblem(null);
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter" && !event.isComposing) take();
        else if (event.key === "Escape") restore();
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
      // From one end to the other is still one range.
      onBlur={(event) => {
        const next = event.relatedTarget as Node | null;
        if (!next || !event.currentTarget.parentElement?.contains(next)) take();
      }}
    />
  );
  return (
    <div class="cxw-range">
      <div class="cxw-range-fields">
        {field("low", "from", number(min))}
        <span class="cxw-soft" aria-hidden="true">
          –
        </span>
        {field("high", "to", number(max))}
      </div>
      {problem && (
        <p id={`${id}-problem`} class="cxw-error" role="alert">
          {problem.sentence}
        </p>
      )}
    </div>
  );
}

function textOf(low: number | null, high: number | null): Ends {
  return { low: low === null ? "" : String(low), high: high === null ? "" : String(high) };
}
