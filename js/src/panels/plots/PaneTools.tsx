/** The buttons on a plot: where it looks, and how the points look. */
import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "../../ui/icons";
import { usePreview, useSelection, useView } from "../common/context";
import { openPicture } from "../picture/openPicture";
import { PointsCard } from "./PointsCard";

interface PaneToolsProps {
  nth: 0 | 1;
  /** More of them, at the end. */
  children?: ComponentChildren;
  onFit: () => void;
  onZoomToSelected: () => void;
}

export function PaneTools({ nth, onFit, onZoomToSelected, children }: PaneToolsProps) {
  const selection = useSelection();
  const view = useView();
  const nothing = selection.n.value === 0;
  const past = usePreview().shown.value !== null;
  const part = view.looking.part.value !== null;
  return (
    <div class="cxw-pane-tools">
      <Tool icon="fit" name="Show all cells" title="Show all cells (R, or double click)" onClick={onFit} />
      <Tool
        icon="around"
        name="Zoom to the selection"
        title={nothing ? "Zoom to the selection (Z): nothing is selected" : "Zoom to the selection (Z)"}
        disabled={nothing}
        onClick={onZoomToSelected}
      />
      <Tool
        icon="only"
        name="Only these cells"
        title={
          part
            ? "Show all cells again (O)"
            : `Show only the selected cells (O)${nothing ? ": nothing is selected" : ""}`
        }
        pressed={part}
        disabled={nothing && !part}
        onClick={view.looking.toggle}
      />
      <Tool
        icon="points"
        name="Points"
        title="Size and opacity of the points"
        opens
        onClick={({ currentTarget }) =>
          view.layer.open({
            kind: "popover",
            label: "Points",
            anchor: currentTarget as HTMLElement,
            content: () => <PointsCard />,
          })
        }
      />
      {nth === 0 && view.layer.offers("picture") && (
        <Tool
          icon="picture"
          name="Picture"
          title={
            past
              ? "A picture to take away is of the labels of now: press Back first"
              : "A picture to take away: PNG, SVG or PDF"
          }
          disabled={past}
          opens
          onClick={({ currentTarget }) => openPicture(view, currentTarget as HTMLElement)}
        />
      )}
      {children}
    </div>
  );
}

interface ToolProps {
  icon: IconName;
  name: string;
  title: string;
  disabled?: boolean;
  /** Of one that stays down. */
  pressed?: boolean;
  opens?: boolean;
  onClick: (event: MouseEvent) => void;
}

function Tool({ icon, name, title, disabled, pressed, opens, onClick }: ToolProps) {
  return (
    <button
      type="button"
      class="cxw-icon-button"
      aria-label={name}
      title={title}
      aria-disabled={disabled ?? false}
      aria-pressed={pressed}
      aria-haspopup={opens ? "dialog" : undefined}
      onClick={(event) => disabled || onClick(event)}
    >
      <Icon name={icon} />
    </button>
  );
}
