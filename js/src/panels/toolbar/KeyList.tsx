import { Icon } from "../../ui/icons";
import { useView } from "../common/context";
import { KEYS } from "../common/keys";

export function KeyList() {
  const view = useView();
  return (
    <div class="cxw-keys">
      <div class="cxw-dialog-head">
        <h2>Keys</h2>
        <button type="button" class="cxw-icon-button" aria-label="Close" onClick={() => view.layer.close()}>
          <Icon name="close" />
        </button>
      </div>
      <p class="cxw-hint">
        They work while the plot has the focus. Enter, Esc, / and undo also in an empty label field, where digits are
        text.
      </p>
      <dl>
        {KEYS.filter(([, , needs]) => needs === undefined || view.layer.offers(needs)).map(([keys, does]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
