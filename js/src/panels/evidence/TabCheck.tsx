/** A box to check in the bar of a tab. */
import type { Signal } from "@preact/signals";

interface TabCheckProps {
  text: string;
  title: string;
  on: Signal<boolean>;
}

export function TabCheck({ text, title, on }: TabCheckProps) {
  return (
    <label class="cxw-by-check" title={title}>
      <input
        type="checkbox"
        class="cxw-check"
        checked={on.value}
        onChange={({ currentTarget }) => {
          on.value = currentTarget.checked;
        }}
      />
      {text}
    </label>
  );
}
