/** A button that stands at one of several names, and opens the menu of them. */
import { colorInWords } from "../../store/data/nesting";
import { Icon } from "../../ui/icons";
import { openMenu } from "../../ui/Menu";
import { useTraits, useView } from "./context";

interface ChoiceMenuProps {
  label: string;
  title: string;
  now: string | null;
  choices: readonly string[];
  onChoose: (choice: string) => void;
}

export function ChoiceMenu({ label, title, now, choices, onChoose }: ChoiceMenuProps) {
  const view = useView();
  const { categories } = useTraits();
  const words = (name: string) => colorInWords(name, categories.value);
  const text = now === null ? null : words(now);
  const open = (anchor: HTMLElement) =>
    openMenu(view.layer, anchor, label, [
      {
        choices: choices.map((name) => ({ text: words(name), checked: name === now, onSelect: () => onChoose(name) })),
      },
    ]);
  return (
    <button
      type="button"
      class="cxw-select"
      aria-haspopup="menu"
      aria-label={`${label}: ${text ?? "none"}`}
      title={text === null ? title : `${title}: ${text}`}
      onClick={(event) => open(event.currentTarget)}
    >
      <span class="cxw-ellipsis">{text}</span>
      <Icon name="down" />
    </button>
  );
}
