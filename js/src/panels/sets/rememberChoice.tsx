/** "Remember as …" of the selection's menu: asks for the name in a card where the menu was. */
import type { MenuChoice } from "../../ui/Menu";
import type { View } from "../../view/view";
import { SetForm } from "./SetForm";

export function rememberChoice(view: View, anchor: HTMLElement): MenuChoice {
  return {
    text: "Remember as …",
    needs: "remember_selection",
    leads: true,
    onSelect: () =>
      view.layer.open({
        kind: "popover",
        label: "Remember as a set of cells",
        anchor,
        content: () => (
          <section class="cxw-card cxw-set-card">
            <SetForm onDone={() => view.layer.close()} />
          </section>
        ),
      }),
  };
}
