/** Which rows of a long list exist: those in sight and some beyond, and those that must, wherever one has scrolled to. */

/** The first and the last row to draw of `n` of one height, in a box of `height` px scrolled down by `top`. */
export function windowOf(
  top: number,
  height: number,
  n: number,
  rowHeight: number,
  spare = 10,
): [first: number, last: number] {
  const first = Math.max(0, Math.min(Math.floor(top / rowHeight) - spare, n - 1));
  return [first, Math.min(n - 1, Math.ceil((top + (height || 600)) / rowHeight) + spare)];
}

/** A row to draw, or how many are left out at this place. */
export type Slot = { index: number } | { left: number };

/** The rows from `first` to `last`, and those that must be there too, in order, with the gaps between them. */
export function slotsOf(n: number, first: number, last: number, must: (index: number) => boolean): Slot[] {
  const slots: Slot[] = [];
  let left = 0;
  for (let index = 0; index < n; index++) {
    if ((index < first || index > last) && !must(index)) {
      left++;
      continue;
    }
    if (left > 0) slots.push({ left });
    left = 0;
    slots.push({ index });
  }
  if (left > 0) slots.push({ left });
  return slots;
}
