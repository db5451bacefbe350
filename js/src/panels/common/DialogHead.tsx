import { Icon } from "../../ui/icons";
import { useView } from "./context";

export function DialogHead({ title }: { title: string }) {
  const view = useView();
  return (
    <header class="cxw-dialog-head">
      <h2>{title}</h2>
      <button type="button" class="cxw-icon-button" aria-label="Close" onClick={view.layer.close}>
        <Icon name="close" />
      </button>
    </header>
  );
}
