/** One row between toolbar and plot: a sentence about the whole draft, and what can be done. */
import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "../../ui/icons";

interface StripProps {
  tone: "bad" | "calm" | "offer" | "note";
  icon: IconName;
  children: ComponentChildren;
  buttons?: ComponentChildren;
}

export function Strip({ tone, icon, children, buttons }: StripProps) {
  return (
    <div class="cxw-strip" data-tone={tone}>
      <span class="cxw-strip-mark">
        <Icon name={icon} />
      </span>
      <p>{children}</p>
      <div class="cxw-strip-buttons">{buttons}</div>
    </div>
  );
}
