import { Icon } from "../../ui/icons";
import { useTraits } from "./context";

/** The little drop beside a category or number that colors the plot by it. */
export function ColorDrop({ name }: { name: string }) {
  const traits = useTraits();
  const on = traits.color.value === name;
  return (
    <button
      type="button"
      class="cxw-drop"
      aria-label={`Colour by ${name}`}
      title={on ? `Coloured by ${name}` : `Colour by ${name}`}
      aria-pressed={on}
      onClick={() => traits.set("color", name)}
    >
      <Icon name="drop" />
    </button>
  );
}
