/** "Keep as region …" of the selection's menu: a lasso on tissue becomes a label with an outline. */
import type { Slice } from "../../store/store";
import type { MenuChoice } from "../../ui/Menu";
import type { View } from "../../view/view";
import { KeepRegionForm } from "./KeepRegionForm";

/** None where no lasso is on tissue. */
export function keepRegionChoice(
  { data, selection }: Slice<"data" | "selection">,
  view: View,
  anchor: HTMLElement,
): MenuChoice[] {
  const { steps } = selection.picks.peek();
  if (!steps.some(({ lasso, basis }) => lasso && basis !== undefined && data.isDown(basis))) return [];
  const open = () =>
    view.layer.open({
      kind: "popover",
      label: "Keep as region",
      anchor,
      content: () => (
        <section class="cxw-card cxw-region-card">
          <KeepRegionForm onDone={() => view.layer.close()} />
        </section>
      ),
    });
  return [{ text: "Keep as region …", needs: "keep_region", leads: true, onSelect: open }];
}
