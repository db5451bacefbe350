/** The buttons on a plot: where it looks, and how the points look. */
import { Icon, type IconName } from "../../ui/icons";
import { useSelection, useView } from "../common/context";
import { PointsCard } from "./PointsCard";

interface PaneToolsProps {
  onFit: () => void;
  onZoomToSelected: () => void;
}

export function PaneTools({ onFit, onZoomToSelected }: PaneToolsProps) {
  const selection = useSelection();
  const view = useView();
  const nothing = selection.n.value === 0;
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
    </div>
  );
}

interface ToolProps {
  icon: IconName;
  name: string;
  title: string;
  disabled?: boolean;
  opens?: boolean;
  onClick: (event: MouseEvent) => void;
}

function Tool({ icon, name, title, disabled, opens, onClick }: ToolProps) {
  return (
    <button
      type="button"
      class="cxw-icon-button"
      aria-label={name}
      title={title}
      aria-disabled={disabled ?? false}
      aria-haspopup={opens ? "dialog" : undefined}
      onClick={(event) => disabled || onClick(event)}
    >
      <Icon name={icon} />
    </button>
  );
}
