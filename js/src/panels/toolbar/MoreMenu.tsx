/** What the toolbar has no room for in a narrow box. */
import { Icon } from "../../ui/icons";
import { type MenuSection, openMenu } from "../../ui/Menu";
import { cells } from "../../words";
import { useData, useView } from "../common/context";
import { splitChoice } from "../common/EmbeddingMenu";
import { isFullScreen, toggleFullScreen } from "./fullScreen";

/** Px of the box from which the toolbar has room for all. */
export const ROOM_FOR_ALL = 900;

export function MoreMenu() {
  const data = useData();
  const view = useView();
  const dataset = data.dataset.value;
  if (view.room.width.value >= ROOM_FOR_ALL || !dataset) return null;
  const open = (anchor: HTMLElement) => {
    const split = splitChoice(data, view);
    const sections: MenuSection[] = [
      {
        heading: `${dataset.name}, ${cells(dataset.nCells)}`,
        choices: [
          ...(split ? [split] : []),
          {
            text: isFullScreen() ? "Leave full screen" : "Full screen",
            onSelect: () => void toggleFullScreen(anchor.closest(".cxw")),
          },
          { text: "Keys", hint: "?", onSelect: () => view.showKeys() },
        ],
      },
    ];
    openMenu(view.layer, anchor, "More", sections);
  };
  return (
    <button
      type="button"
      class="cxw-icon-button"
      aria-label="More"
      title="More"
      aria-haspopup="menu"
      onClick={({ currentTarget }) => open(currentTarget)}
    >
      <Icon name="more" />
    </button>
  );
}
