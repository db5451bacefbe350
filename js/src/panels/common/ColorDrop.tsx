import { Icon } from "../../ui/icons";
import { useHere } from "./context";

/** The little drop beside a category or number that colours the plot by it. */
export function ColorDrop({ name }: { name: string }) {
  const { store } = useHere();
  const on = store.traits.color.value === name;
  return (
    <button
      type="button"
      class="cxw-drop"
      aria-label={`Colour by ${name}`}
      title={on ? `Coloured by ${name}` : `Colour by ${name}`}
      aria-pressed={on}
      onClick={() => store.traits.set("color", name)}
    >
      <Icon name="drop" />
    </button>
  );
}
