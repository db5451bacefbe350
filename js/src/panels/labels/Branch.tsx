/** How deep a label is, and the fold of those under it. */
import { Icon } from "../../ui/icons";

/** Px a level; deeper than so many levels it goes no further in. */
const STEP = 9;
const DEEPEST = 4;

export function indentOf(level: number): number {
  return STEP * (Math.min(level, DEEPEST) - 1);
}

interface BranchProps {
  name: string;
  level: number;
  /** Whether those under it are folded away; null: there are none. */
  folded: boolean | null;
  tabIndex: 0 | -1;
  onFold: (away: boolean) => void;
}

export function Branch({ name, level, folded, tabIndex, onFold }: BranchProps) {
  return (
    <span class="cxw-branch" style={{ "--indent": `${indentOf(level)}px` }}>
      {folded !== null && (
        <button
          type="button"
          aria-label={`Labels under ${name}`}
          aria-expanded={!folded}
          title={folded ? "Unfold (→)" : "Fold (←)"}
          tabIndex={tabIndex}
          onClick={() => onFold(!folded)}
        >
          <Icon name={folded ? "right" : "down"} />
        </button>
      )}
    </span>
  );
}
