/** The last row of a category: its cells without a label. */
import { openMenu } from "../../ui/Menu";
import type { Category } from "../../wire/messages";
import { useSelection, useView } from "../common/context";
import type { Boxes } from "../common/filterChoices";
import { Row } from "../common/Row";
import { selectChoices } from "../common/selectChoices";

interface UnassignedRowProps {
  category: Category;
  digit: string;
  boxes: Boxes;
  tabIndex: 0 | -1;
}

export function UnassignedRow({ category, digit, boxes, tabIndex }: UnassignedRowProps) {
  const selection = useSelection();
  const view = useView();
  return (
    <Row
      name={null}
      text="unassigned"
      code={0}
      total={category.unassigned}
      boxes={boxes}
      tabIndex={tabIndex}
      digit={digit}
      menuLabel="Menu of unassigned"
      onMenu={(anchor) =>
        openMenu(view.layer, anchor, "Unassigned cells", [
          ...selectChoices(selection, view, category.name, null),
          boxes.choices(null),
        ])
      }
    />
  );
}
