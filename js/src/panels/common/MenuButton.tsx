/** The three dots at the end of a header. */
import { Icon } from "../../ui/icons";

export function MenuButton({ label, onOpen }: { label: string; onOpen: (anchor: HTMLElement) => void }) {
  return (
    <button
      type="button"
      class="cxw-more"
      aria-label={label}
      aria-haspopup="menu"
      onClick={(event) => onOpen(event.currentTarget)}
    >
      <Icon name="more" />
    </button>
  );
}
