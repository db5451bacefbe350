/** What keys do in the tab of a review, while no field with text has the focus. */
import type { Decision } from "../../wire/reviewMessages";

export type Meant =
  | { kind: "decide"; decision: Exclude<Decision, "relabel"> }
  | { kind: "offered"; place: number }
  | { kind: "back" }
  /** The field for another label takes the focus; with a letter, which is its first. */
  | { kind: "write" };

interface Pressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

const LETTERS: Readonly<Record<string, Decision>> = { s: "skip", u: "unsure" };

/**
 * Null: it means nothing here, and goes on to the dock and the box. Letters begin another label, but for those of a
 * decision: a label that begins with one of these is typed after "/".
 */
export function meantBy({ key, ctrlKey, metaKey, altKey }: Pressed): Meant | null {
  if (ctrlKey || metaKey || altKey) return null;
  if (key === "Enter") return { kind: "decide", decision: "accept" };
  if (key === "Backspace") return { kind: "back" };
  if (key === "/") return { kind: "write" };
  if (/^[1-9]$/.test(key)) return { kind: "offered", place: Number(key) - 1 };
  const decision = LETTERS[key.toLowerCase()];
  if (decision === "skip" || decision === "unsure") return { kind: "decide", decision };
  return /^\p{L}$/u.test(key) ? { kind: "write" } : null;
}

/** Enter and Space belong to the button that has the focus, arrows to its list, text to the field. */
export function isElsewhere(target: HTMLElement, key: string): boolean {
  if (target.closest("input, textarea, select")) return true;
  return (key === "Enter" || key === " ") && target.closest("button") !== null;
}
