import { Icon } from "../../ui/icons";

/** Longer lists get a search field. */
export const SEARCH_FROM = 15;

interface SearchFieldProps {
  label: string;
  value: string;
  onInput: (value: string) => void;
}

export function SearchField({ label, value, onInput }: SearchFieldProps) {
  return (
    <div class="cxw-search">
      <Icon name="search" />
      <input
        type="text"
        aria-label={label}
        placeholder="Search"
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Escape" && onInput("")}
      />
    </div>
  );
}
