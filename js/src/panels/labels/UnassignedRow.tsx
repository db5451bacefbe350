/** The last row of a category: its cells without a label. */
import { openMenu } from "../../ui/Menu";
import type { Category } from "../../wire/messages";
import { useSelection, useView } from "../common/context";
import type { Boxes } from "../common/filterChoices";
import { Row } from "../common/Row";
import { selectChoices } from "../common/selectChoices";

interface UnassignedRowProps {
  category: Category;
  /** Its patch of color stands below those of the labels. */
  branching: boolean;
  digit: string;
  boxes: Boxes;
  tabIndex: 0 | -1;
}

export function UnassignedRow({ category, branching, digit, boxes, tabIndex }: UnassignedRowProps) {
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
      branch={branching && <span class="cxw-branch" />}
      digit={digit}
      menuLabel="Menu of unassigned"
      onMenu={(anchor) =>
        openMenu(view.layer, anchor, "Unassigned cells", [
          ...selectChoices(selection, view, category.name, [null]),
          boxes.choices([null]),
        ])
      }
    />
  );
}
