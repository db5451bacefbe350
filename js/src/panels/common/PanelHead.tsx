/** The head of a panel that folds. */
import type { ComponentChildren } from "preact";
import { Icon } from "../../ui/icons";
import { useView } from "./context";

export function PanelHead({
  section,
  title,
  children,
}: {
  section: string;
  title: string;
  children?: ComponentChildren;
}) {
  const view = useView();
  const open = view.unfolded.value.has(section);
  return (
    <header class="cxw-head">
      <h2 class="cxw-panel-title">
        <button type="button" aria-expanded={open} onClick={() => view.fold(section, !open)}>
          <Icon name={open ? "down" : "right"} />
          <span class="cxw-ellipsis">{title}</span>
        </button>
      </h2>
      {open && children}
    </header>
  );
}
