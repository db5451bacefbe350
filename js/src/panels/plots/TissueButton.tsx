/** The door to what concerns tissue, among the tools of a plot that shows some. */
import { Icon } from "../../ui/icons";
import { useData, useTraits, useView } from "../common/context";
import { sectionsOf } from "./sections";
import { TissueCard } from "./TissueCard";

export function TissueButton({ nth }: { nth: 0 | 1 }) {
  const data = useData();
  const traits = useTraits();
  const view = useView();
  const { shown } = sectionsOf(nth, { data, traits }, view.plots);
  if (!shown) return null;
  return (
    <button
      type="button"
      class="cxw-icon-button"
      aria-label="Tissue"
      title="Image, sections and regions of the tissue"
      aria-haspopup="dialog"
      onClick={({ currentTarget }) =>
        view.layer.open({
          kind: "popover",
          label: "Tissue",
          anchor: currentTarget,
          content: () => <TissueCard nth={nth} />,
        })
      }
    >
      <Icon name="tissue" />
    </button>
  );
}
