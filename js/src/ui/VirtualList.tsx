/**
 * A list of rows of one height, walked through with arrow keys. A long one scrolls in a box of its own, where only the
 * rows in sight exist. Rows are moved by dragging them or with Alt and arrows, if they may be, and put under one another by
 * dropping them on the middle of a row.
 */
import type { Ref, VNode } from "preact";
import { useImperativeHandle, useLayoutEffect, useRef, useState } from "preact/hooks";
import { focusOn, reveal } from "./focus";
import { type Nesting, useDragOrder } from "./useDragOrder";
import { useMeasured } from "./useMeasured";
import { windowOf } from "./windowed";

export const ROW_HEIGHT = 26;
/** So many rows are drawn one and all. */
const VIRTUAL_FROM = 80;

export interface ListControl {
  reveal(index: number): void;
}
interface VirtualListProps<T> {
  label: string;
  items: readonly T[];
  keyOf: (item: T) => string | number;
  /** `tabIndex` is for the controls of the row: one row at a time is reached by Tab. */
  row: (item: T, tabIndex: 0 | -1) => VNode;
  /** Keys on a row that are not about walking; true when used up. */
  onKey?: (item: T, event: KeyboardEvent, row: HTMLElement) => boolean;
  /** Given when the first `movable` rows may change their order. */
  onMove?: ((from: number, to: number) => void) | undefined;
  movable?: number;
  /** Given when rows may be under one another. */
  nesting?: Nesting | undefined;
  /** How deep an item is, where some are under others: 1 at the top. */
  levelOf?: ((item: T) => number) | undefined;
  /** What Alt and an arrow do where that is not to move by one row. */
  onStep?: ((index: number, by: -1 | 1) => void) | undefined;
  control?: Ref<ListControl>;
}

export function VirtualList<T>(props: VirtualListProps<T>) {
  const { label, items, keyOf, row, onKey, onMove, movable = 0, nesting, levelOf, onStep, control } = props;
  const pane = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const [at, setAt] = useState(0);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(0);
  /** The row that has the focus, as far as the list knows: looked for again when it was moved or has gone. */
  const held = useRef<string | number | null>(null);
  const wanted = useRef<number | null>(null);
  const drag = useDragOrder(list, ROW_HEIGHT, { items, keyOf, movable, onMove, nesting });

  const virtual = items.length > VIRTUAL_FROM;
  useMeasured(pane, (_, px) => virtual && setHeight(px));
  const active = Math.min(at, items.length - 1);
  const [first, last] = virtual ? windowOf(top, height, items.length, ROW_HEIGHT) : [0, items.length - 1];
  const shown = [];
  for (let i = first; i <= last; i++) shown.push(i);
  if (active < first) shown.unshift(active);
  else if (active > last) shown.push(active);

  const scrollTo = (index: number) => {
    const box = pane.current;
    if (!virtual || !box) return;
    const y = index * ROW_HEIGHT;
    if (y < box.scrollTop) box.scrollTop = y;
    else if (y + ROW_HEIGHT > box.scrollTop + box.clientHeight) box.scrollTop = y + ROW_HEIGHT - box.clientHeight;
    setTop(box.scrollTop);
  };
  const rowAt = (index: number) => list.current?.querySelector<HTMLElement>(`:scope > [data-index="${index}"]`);
  const focusRow = (index: number) => {
    scrollTo(index);
    setAt(index);
    const there = stopOf(rowAt(index));
    // Left standing, the wish would take the focus from whatever has it at a later drawing.
    wanted.current = there ? null : index;
    if (there) focusOn(there);
  };
  useImperativeHandle(control ?? null, () => ({
    reveal(index) {
      scrollTo(index);
      const shown = rowAt(index);
      if (shown) reveal(shown);
      else if (pane.current) reveal(pane.current);
    },
  }));
  useLayoutEffect(() => {
    const root = list.current?.getRootNode() as ShadowRoot | undefined;
    const focused = root?.activeElement;
    if (wanted.current !== null) {
      const there = stopOf(rowAt(wanted.current));
      if (there) {
        wanted.current = null;
        focusOn(there);
      }
    } else if (held.current !== null && !focused?.closest(".cxw-floating") && isNowhere(focused)) {
      // Its row was moved (which takes the focus from it) or deleted (then the next one has its place).
      const moved = items.findIndex((item) => keyOf(item) === held.current);
      if (items.length > 0) focusRow(moved < 0 ? active : moved);
    }
  });

  const onKeyDown = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    const row = target.closest<HTMLElement>("[data-index]");
    if (!row || event.defaultPrevented || target.matches("input[type='text'], textarea")) return;
    const index = Number(row.dataset.index);
    const last = items.length - 1;
    if (event.altKey && /^Arrow(Up|Down)$/.test(event.key)) {
      event.preventDefault();
      const by = event.key === "ArrowUp" ? -1 : 1;
      const to = index + by;
      if (onStep) onStep(index, by);
      else if (onMove && index < movable && to >= 0 && to < movable) {
        setAt(to);
        onMove(index, to);
      }
      return;
    }
    const to = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: last }[event.key];
    if (to !== undefined && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      focusRow(Math.min(last, Math.max(0, to)));
    } else if (onKey?.(items[index] as T, event, row)) event.preventDefault();
  };

  return (
    <div
      class={virtual ? "cxw-list cxw-list-long cxw-scroll" : "cxw-list"}
      ref={pane}
      onScroll={virtual ? (event) => setTop(event.currentTarget.scrollTop) : undefined}
    >
      <ul
        class="cxw-rows"
        ref={list}
        aria-label={label}
        style={virtual ? { height: `${items.length * ROW_HEIGHT}px` } : undefined}
        onKeyDown={onKeyDown}
        onFocusIn={(event) => {
          const row = (event.target as HTMLElement).closest<HTMLElement>("[data-index]");
          const item = row && items[Number(row.dataset.index)];
          if (item === null || item === undefined) return;
          held.current = keyOf(item);
          setAt(Number(row?.dataset.index));
        }}
        onFocusOut={(event) => {
          // A row that was moved or has gone has lost it too, but has it back by the end of the drawing; what is left
          // on purpose, for nothing in particular as well, must never be returned to.
          const left = event.target as HTMLElement;
          queueMicrotask(() => {
            const root = list.current?.getRootNode() as ShadowRoot | undefined;
            if (left.isConnected && !list.current?.contains(root?.activeElement ?? null)) held.current = null;
          });
        }}
        onPointerDown={drag.onPointerDown}
      >
        {shown.map((i) => (
          <li
            key={keyOf(items[i] as T)}
            data-index={i}
            data-moving={drag.from === i || undefined}
            data-into={(drag.target?.kind === "under" && drag.target.row === i) || undefined}
            data-movable={(onMove && i < movable) || undefined}
            {...(levelOf && { "aria-level": levelOf(items[i] as T) })}
            {...(virtual && { "aria-setsize": items.length, "aria-posinset": i + 1 })}
            style={virtual ? { top: `${i * ROW_HEIGHT}px` } : undefined}
          >
            {row(items[i] as T, i === active ? 0 : -1)}
          </li>
        ))}
      </ul>
      {drag.target && "gap" in drag.target && (
        <div
          class="cxw-insert"
          data-out={drag.target.kind === "out" || undefined}
          style={{ top: `${drag.target.gap * ROW_HEIGHT}px`, left: `${8 + drag.target.indent}px` }}
        />
      )}
    </div>
  );
}

function stopOf(row: HTMLElement | null | undefined): HTMLElement | null {
  return row?.querySelector<HTMLElement>("[data-stop]") ?? null;
}

/** Nothing has the focus, or only the box that keeps it for whatever went away. */
function isNowhere(focused: Element | null | undefined): boolean {
  return !focused || focused.classList.contains("cxw");
}
