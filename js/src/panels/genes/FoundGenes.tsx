/** The genes found, below the field: a click takes one. */
import { reveal } from "../../ui/focus";
import { Icon } from "../../ui/icons";
import type { Gene } from "../../wire/types";
import type { Found, How } from "./useFoundGenes";

interface FoundGenesProps {
  /** The ids of the list and its options begin so; the field names them. */
  id: string;
  found: Found | null;
  listed: boolean;
  /** Only what is spelt much alike was found. */
  close: boolean;
  /** The place of the one that Enter takes; -1: none. */
  active: number;
  onPick: (gene: Gene, how: How) => void;
}

export function FoundGenes({ id, found, listed, close, active, onPick }: FoundGenesProps) {
  const options = found?.genes ?? [];
  return (
    // the focus stays in the field
    <div class="cxw-found" hidden={!listed} onPointerDown={(event) => event.preventDefault()}>
      {found && (options.length === 0 || close) && (
        <p class="cxw-found-note" role="status">
          {found.problem ?? `No gene is called “${found.query}”.`}
          {close && " Much like it:"}
        </p>
      )}
      <div class="cxw-found-list cxw-scroll" role="listbox" id={`${id}-list`} aria-label="Genes found">
        {listed &&
          options.map((gene, i) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the active option
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys go to the field
            <div
              key={`${gene.key} ${gene.id}`}
              id={`${id}-${i}`}
              role="option"
              aria-selected={i === active}
              class="cxw-option"
              title={gene.note ?? (gene.id === gene.name ? gene.name : `${gene.name} (${gene.id})`)}
              ref={i === active ? show : null}
              onClick={(event) => onPick(gene, event.shiftKey ? "show" : "color")}
            >
              <span class="cxw-ellipsis">{gene.name}</span>
              {gene.id !== gene.name && <span class="cxw-gene-id cxw-ellipsis">{gene.id}</span>}
              {gene.note && <Icon name="info" />}
            </div>
          ))}
      </div>
      {options.length > 0 && (
        <p class="cxw-found-keys">
          <span>
            <kbd>↵</kbd> colour by it
          </span>
          <span>
            <kbd>⇧ ↵</kbd> only show it
          </span>
        </p>
      )}
    </div>
  );
}

function show(option: HTMLElement | null): void {
  if (option) reveal(option);
}
