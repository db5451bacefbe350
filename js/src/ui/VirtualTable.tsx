/**
 * A table of any number of rows of one height, of which only those in sight exist: sorted by its heads, walked through
 * with arrow keys.
 */
import type { ComponentChildren, VNode } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { focusOn } from "./focus";
import { Icon } from "./icons";
import { useMeasured } from "./useMeasured";
import { ROW_HEIGHT } from "./VirtualList";
import { windowOf } from "./windowed";

export interface TableColumn<T> {
  id: string;
  /** Its class has its width. */
  class: string;
  text: string;
  title: string;
  /** `tabIndex` is for the controls of the row: one row at a time is reached by Tab. */
  cell: (item: T, tabIndex: 0 | -1) => ComponentChildren;
  /** Left out: one can't sort by it, and it has no head. */
  sorts?: boolean;
}
interface VirtualTableProps<T> {
  label: string;
  columns: readonly TableColumn<T>[];
  items: readonly T[];
  /** Other items are the same rows in the same places: one stays where one is. */
  stays?: boolean;
  keyOf: (item: T) => string;
  sort: { by: string; down: boolean };
  onSort: (id: string) => void;
  /** Keys on a row that are not about walking; true when used up. */
  onKey: (item: T, event: KeyboardEvent, row: HTMLElement) => boolean;
  onMenu: (item: T, row: HTMLElement) => void;
}

const SPARE = 8;

export function VirtualTable<T>(props: VirtualTableProps<T>) {
  const { label, columns, items, stays = false, keyOf, sort, onSort, onKey, onMenu } = props;
  const pane = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(400);
  useMeasured(pane, (_, px) => setHeight(px));
  const wanted = useRef<number | null>(null);

  const last = items.length - 1;
  const active = Math.min(at, last);
  const [from, to] = windowOf(top, height, items.length, ROW_HEIGHT, SPARE);
  const shown: number[] = [];
  for (let i = from; i <= to; i++) shown.push(i);
  // the row that has the focus keeps it, wherever one scrolls
  if (active >= 0 && active < from) shown.unshift(active);
  else if (active > to) shown.push(active);

  // Other rows, or the same in another order: one begins at the first.
  useLayoutEffect(() => {
    if (stays) return;
    if (pane.current) pane.current.scrollTop = 0;
    setTop(0);
    setAt(0);
  }, [items]);
  useLayoutEffect(() => {
    if (wanted.current === null) return;
    const stop = pane.current?.querySelector<HTMLElement>(`[data-index="${wanted.current}"] [data-stop]`);
    if (!stop) return;
    wanted.current = null;
    focusOn(stop);
  });

  const walk = (index: number) => {
    const box = pane.current;
    if (!box) return;
    const head = box.querySelector("thead")?.clientHeight ?? 0;
    const y = index * ROW_HEIGHT;
    if (y < box.scrollTop) box.scrollTop = y;
    else if (y + ROW_HEIGHT > box.scrollTop + box.clientHeight - head) {
      box.scrollTop = y + ROW_HEIGHT + head - box.clientHeight;
    }
    wanted.current = index;
    setTop(box.scrollTop);
    setAt(index);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const row = (event.target as HTMLElement).closest<HTMLElement>("[data-index]");
    if (!row || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const index = Number(row.dataset.index);
    const page = Math.max(1, Math.floor(height / ROW_HEIGHT) - 2);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -items.length, End: items.length };
    const step = (steps as Record<string, number>)[event.key];
    if (step !== undefined) {
      event.preventDefault();
      walk(Math.min(last, Math.max(0, index + step)));
    } else if (onKey(items[index] as T, event, row)) event.preventDefault();
  };

  const gap = (rows: number, key: string) => (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row takes no focus; this one is only space
    <tr key={key} aria-hidden="true">
      <td style={{ height: `${rows * ROW_HEIGHT}px` }} />
    </tr>
  );
  const drawn: VNode[] = [];
  let next = 0;
  for (const i of shown) {
    const item = items[i] as T;
    if (i > next) drawn.push(gap(i - next, `before ${i === active ? "active" : "rows"}`));
    next = i + 1;
    drawn.push(
      <tr
        key={keyOf(item)}
        data-index={i}
        aria-rowindex={i + 2}
        onFocusIn={() => setAt(i)}
        onContextMenu={(event) => {
          event.preventDefault();
          onMenu(item, event.currentTarget);
        }}
      >
        {columns.map((column) => (
          <td key={column.id} class={column.class}>
            {column.cell(item, i === active ? 0 : -1)}
          </td>
        ))}
      </tr>,
    );
  }
  if (next <= last) drawn.push(gap(last + 1 - next, "after"));
  return (
    <div class="cxw-table-pane cxw-scroll" ref={pane} onScroll={(event) => setTop(event.currentTarget.scrollTop)}>
      <table class="cxw-table" aria-label={label} aria-rowcount={items.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <Head key={column.id} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody onKeyDown={onKeyDown}>{drawn}</tbody>
      </table>
    </div>
  );
}

interface HeadProps<T> {
  column: TableColumn<T>;
  sort: { by: string; down: boolean };
  onSort: (id: string) => void;
}

function Head<T>({ column, sort, onSort }: HeadProps<T>) {
  if (!column.sorts) return <td class={column.class} title={column.title || undefined} />;
  const now = sort.by === column.id;
  return (
    <th scope="col" class={column.class} aria-sort={now ? (sort.down ? "descending" : "ascending") : "none"}>
      <button type="button" title={`${column.title}. Click to sort by it`} onClick={() => onSort(column.id)}>
        <span class="cxw-ellipsis">{column.text}</span>
        <span class="cxw-table-order" data-down={sort.down} data-now={now}>
          <Icon name="down" />
        </span>
      </button>
    </th>
  );
}
