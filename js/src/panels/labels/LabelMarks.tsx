/** Small buttons in a label's row: its term, how sure one is, its note, the genes kept as its evidence. */
import { Icon } from "../../ui/icons";
import type { Label } from "../../wire/messages";
import type { Confidence } from "../../wire/termMessages";

interface TermMarkProps {
  label: Label;
  tabIndex: number;
  onOpen: (anchor: HTMLElement) => void;
}

export function TermMark({ label, tabIndex, onOpen }: TermMarkProps) {
  if (!label.term) return null;
  const { id, name } = label.term;
  return (
    <button
      type="button"
      class="cxw-note-mark"
      aria-label={`Term of ${label.name}: ${name}`}
      title={`${name}\n${id}`}
      tabIndex={tabIndex}
      onClick={(event) => onOpen(event.currentTarget)}
    >
      <Icon name="term" />
    </button>
  );
}

interface ConfidenceMarkProps {
  label: string;
  confidence: Confidence;
  tabIndex: number;
  onOpen: (anchor: HTMLElement) => void;
}

export function ConfidenceMark({ label, confidence, tabIndex, onOpen }: ConfidenceMarkProps) {
  return (
    <button
      type="button"
      class="cxw-note-mark"
      aria-label={`Confidence in ${label}: ${confidence}`}
      aria-haspopup="menu"
      title={`Confidence: ${confidence}`}
      tabIndex={tabIndex}
      onClick={(event) => onOpen(event.currentTarget)}
    >
      <Bars confidence={confidence} />
    </button>
  );
}

/** One, two or three bars of three. */
export function Bars({ confidence }: { confidence: Confidence }) {
  return (
    <span class="cxw-bars" data-confidence={confidence} aria-hidden="true">
      <i />
      <i />
      <i />
    </span>
  );
}

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
