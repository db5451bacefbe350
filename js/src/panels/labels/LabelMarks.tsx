/** Small buttons in a label's row: that it has a note, that genes are kept as its evidence. */
import { Icon } from "../../ui/icons";
import type { Label } from "../../wire/messages";

interface NoteMarkProps {
  label: string;
  note: string;
  tabIndex: number;
  onOpen: (anchor: HTMLElement) => void;
}

export function NoteMark({ label, note, tabIndex, onOpen }: NoteMarkProps) {
  return (
    <button
      type="button"
      class="cxw-note-mark"
      aria-label={`Note of ${label}: ${note}`}
      title={note}
      tabIndex={tabIndex}
      onClick={(event) => onOpen(event.currentTarget)}
    >
      <Icon name="note" />
    </button>
  );
}

interface EvidenceMarkProps {
  label: Label;
  tabIndex: number;
  onOpen: (anchor: HTMLElement) => void;
}

export function EvidenceMark({ label, tabIndex, onOpen }: EvidenceMarkProps) {
  const genes = [...new Set(label.evidence)].join(", ");
  return (
    <button
      type="button"
      class="cxw-note-mark"
      aria-label={`Evidence for ${label.name}: ${genes}`}
      aria-haspopup="menu"
      title={genes}
      tabIndex={tabIndex}
      onClick={(event) => onOpen(event.currentTarget)}
    >
      <Icon name="evidence" />
    </button>
  );
}
