import { Icon } from "../../ui/icons";

/** Longer lists get a search field. */
export const SEARCH_FROM = 15;

interface SearchFieldProps {
  label: string;
  value: string;
  /** "Search" unless told. */
  placeholder?: string;
  onInput: (value: string) => void;
}

export function SearchField({ label, value, placeholder = "Search", onInput }: SearchFieldProps) {
  return (
    <div class="cxw-search">
      <Icon name="search" />
      <input
        type="text"
        aria-label={label}
        placeholder={placeholder}
        spellcheck={false}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
        // Esc empties it, and means more only where there is nothing in it
        onKeyDown={(event) => {
          if (event.key !== "Escape" || value === "") return;
          event.preventDefault();
          onInput("");
        }}
      />
    </div>
  );
}
