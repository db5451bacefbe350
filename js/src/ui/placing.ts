/** Where a popover is: beside what it belongs to and inside the box, also after either has another size or place. */
import { reveal } from "./focus";

const GAP = 4;
const MARGIN = 8;

/** Places it, and again whenever the box or a part of it changes its size; gives what ends that. */
export function keepPlaced(popover: HTMLElement, anchor: HTMLElement, box: HTMLElement): () => void {
  place(popover, anchor, box);
  let told = false;
  const observer = new ResizeObserver(() => {
    // an observer tells at first how things are
    if (told) {
      place(popover, anchor, box);
      const focused = (popover.getRootNode() as ShadowRoot).activeElement;
      if (popover.contains(focused)) reveal(focused as HTMLElement);
    }
    told = true;
  });
  // A strip that comes moves what is below it, and the box stays as large as it was.
  for (const part of [box, ...box.children]) if (part !== popover) observer.observe(part);
  const grown = new ResizeObserver(() => moveInside(popover, box));
  grown.observe(popover);
  return () => {
    observer.disconnect();
    grown.disconnect();
  };
}

/** What comes into it later, as an answer of Python's does, never makes it hang out of the box. */
function moveInside(popover: HTMLElement, box: HTMLElement): void {
  const [own, frame] = [popover.getBoundingClientRect(), box.getBoundingClientRect()];
  if (frame.width === 0 || own.bottom <= frame.bottom - MARGIN + 1) return;
  popover.style.bottom = "auto";
  popover.style.top = `${within(own.top - frame.top, own.height, frame.height)}px`;
}

function place(popover: HTMLElement, anchor: HTMLElement, box: HTMLElement): void {
  const frame = box.getBoundingClientRect();
  // in a tab that is not in front nothing has a size
  if (frame.width === 0) return;
  if (anchor.getClientRects().length > 0) placeBeside(popover, anchor.getBoundingClientRect(), frame);
  else keepInside(popover, frame);
}

/**
 * Below the anchor if there is room, else above; where neither has enough, to the right or left of it, or else over it, as
 * tall as the box allows. Shifted to stay inside the box.
 */
function placeBeside(popover: HTMLElement, at: DOMRect, frame: DOMRect): void {
  const [above, below] = [at.top - frame.top - GAP - MARGIN, frame.bottom - at.bottom - GAP - MARGIN];
  popover.style.maxHeight = "none";
  const { width, height } = popover.getBoundingClientRect();
  if (Math.max(above, below) >= height) {
    const under = below >= height;
    popover.style.maxHeight = `${under ? below : above}px`;
    popover.style.left = `${within(at.left - frame.left, width, frame.width)}px`;
    popover.style.top = under ? `${at.bottom - frame.top + GAP}px` : "auto";
    popover.style.bottom = under ? "auto" : `${frame.bottom - at.top + GAP}px`;
    return;
  }
  const most = frame.height - 2 * MARGIN;
  const [right, left] = [at.right - frame.left + GAP, at.left - frame.left - GAP - width];
  const beside = right + width + MARGIN <= frame.width ? right : left >= MARGIN ? left : at.left - frame.left;
  popover.style.maxHeight = `${most}px`;
  popover.style.left = `${within(beside, width, frame.width)}px`;
  popover.style.top = `${within(at.top - frame.top, Math.min(height, most), frame.height)}px`;
  popover.style.bottom = "auto";
}

/** The anchor is not drawn any more, as in a panel that is a drawer now: what was written in the popover is still there. */
function keepInside(popover: HTMLElement, frame: DOMRect): void {
  popover.style.maxHeight = `${frame.height - 2 * MARGIN}px`;
  const { left, top, width, height } = popover.getBoundingClientRect();
  popover.style.left = `${within(left - frame.left, width, frame.width)}px`;
  popover.style.top = `${within(top - frame.top, height, frame.height)}px`;
  popover.style.bottom = "auto";
}

function within(start: number, size: number, room: number): number {
  return Math.max(MARGIN, Math.min(start, room - size - MARGIN));
}
