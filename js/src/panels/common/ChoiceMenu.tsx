/** A button that stands at one of several names, and opens the menu of them. */
import { Icon } from "../../ui/icons";
import { openMenu } from "../../ui/Menu";
import { useView } from "./context";

interface ChoiceMenuProps {
  label: string;
  title: string;
  now: string | null;
  choices: readonly string[];
  onChoose: (choice: string) => void;
}

export function ChoiceMenu({ label, title, now, choices, onChoose }: ChoiceMenuProps) {
  const view = useView();
  const open = (anchor: HTMLElement) =>
    openMenu(view.layer, anchor, label, [
      { choices: choices.map((name) => ({ text: name, checked: name === now, onSelect: () => onChoose(name) })) },
    ]);
  return (
    <button
      type="button"
      class="cxw-select"
      aria-haspopup="menu"
      aria-label={`${label}: ${now ?? "none"}`}
      title={now === null ? title : `${title}: ${now}`}
      onClick={(event) => open(event.currentTarget)}
    >
      <span class="cxw-ellipsis">{now}</span>
      <Icon name="down" />
    </button>
  );
}
