/** A box for all, some or none of what stands beside or below it. */
import { useLayoutEffect, useRef } from "preact/hooks";

interface CheckBoxProps {
  label: string;
  state: "all" | "some" | "none";
  title?: string;
  tabIndex?: number;
  /** Of a list that is walked through with arrow keys: its row is reached here. */
  isStop?: boolean;
  onToggle: (event: MouseEvent) => void;
}

export function CheckBox({ label, state, title, tabIndex, isStop, onToggle }: CheckBoxProps) {
  const ref = useRef<HTMLInputElement>(null);
  // The browser has turned the box before anyone decided: what holds is the state, also when that stayed the same.
  useLayoutEffect(() => {
    if (!ref.current) return;
    ref.current.indeterminate = state === "some";
    ref.current.checked = state === "all";
  });
  return (
    <input
      ref={ref}
      type="checkbox"
      class="cxw-check"
      aria-label={label}
      title={title}
      tabIndex={tabIndex}
      data-stop={isStop || undefined}
      onClick={onToggle}
    />
  );
}
