/** One row of a category or column: box, color, name, count, menu. */
import type { ComponentChildren } from "preact";
import type { Name } from "../../store/data/filterValue";
import { CheckBox } from "../../ui/CheckBox";
import { Icon } from "../../ui/icons";
import { Swatch } from "../../ui/Swatch";
import { count } from "../../words";
import { Count } from "./Count";
import type { Boxes } from "./filterChoices";

/** One of those that a row stands for. */
export interface Member {
  name: Name;
  code: number;
  count: number;
}

interface RowProps {
  /** Null: cells without a label or value. */
  name: Name;
  /** What the row and its menu are called. */
  text: string;
  color?: string;
  code: number;
  total: number;
  /** Those under it, which its box and its count are of as well. */
  under?: readonly Member[];
  boxes: Boxes;
  tabIndex: 0 | -1;
  menuLabel: string;
  onMenu?: (anchor: HTMLElement) => void;
  digit?: string;
  /** In place of the plain patch of color, and of the name. */
  swatch?: ComponentChildren;
  children?: ComponentChildren;
  /** Before the patch of color: how deep it is. */
  branch?: ComponentChildren;
  mark?: ComponentChildren;
}

export function Row(props: RowProps) {
  const { name, text, color, code, total, under = [], boxes, tabIndex, menuLabel, onMenu } = props;
  const { digit, swatch, children, branch, mark } = props;
  const all: readonly Member[] = [{ name, code, count: total }, ...under];
  const seen = (one: Member) => (boxes.shows(one.name) ? (boxes.counts?.get(one.code) ?? 0) : 0);
  const inView = boxes.counts && all.reduce((sum, one) => sum + seen(one), 0);
  const together = all.reduce((sum, one) => sum + one.count, 0);
  const state = boxes.stateOf(all.map((one) => one.name));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a short cut; the row's menu has a button and a key
    <div
      class="cxw-row"
      // room for so many letters, whatever else there is
      style={{ "--name": `${Math.min(text.length, 10)}ch` }}
      data-none={inView === 0 || state === "none"}
      onContextMenu={(event) => {
        const anchor = event.currentTarget.querySelector<HTMLElement>(".cxw-more");
        if (!onMenu || !anchor || (event.target as HTMLElement).closest("input[type='text']")) return;
        event.preventDefault();
        onMenu(anchor);
      }}
    >
      <Key digit={digit ?? ""} />
      <CheckBox
        label={`Show ${text}`}
        title="Show or hide these cells (Alt: only these)"
        state={state}
        tabIndex={tabIndex}
        isStop
        onToggle={(event) =>
          boxes.toggle(
            all.map((one) => one.name),
            event,
          )
        }
      />
      <span class="cxw-row-begin">
        {branch}
        {swatch ?? (
          <span class="cxw-swatch-button">
            <Swatch color={color} />
          </span>
        )}
      </span>
      {children ?? (
        <span
          class={name === null ? "cxw-ellipsis cxw-name cxw-unassigned" : "cxw-ellipsis cxw-name"}
          dir="auto"
          title={text}
        >
          {text}
        </span>
      )}
      <span class="cxw-row-end" style={{ "--digits": count(inView ?? together).length }}>
        {mark && <span class="cxw-row-marks">{mark}</span>}
        <Count total={together} inView={inView} own={under.length > 0 ? total : null} />
      </span>
      <button
        type="button"
        class="cxw-more"
        aria-label={menuLabel}
        aria-haspopup="menu"
        tabIndex={tabIndex}
        onClick={(event) => onMenu?.(event.currentTarget)}
      >
        <Icon name="more" />
      </button>
    </div>
  );
}

function Key({ digit }: { digit: string }) {
  return digit ? (
    <kbd class="cxw-key" title={digit === "0" ? "Key 0: no label" : `Key ${digit}: give this label`}>
      {digit}
    </kbd>
  ) : (
    <span />
  );
}

/** Keys that mean the same on every row; true when used up. */
export function rowKey(event: KeyboardEvent, row: HTMLElement, onEnter: (() => void) | null): boolean {
  const target = event.target as HTMLElement;
  if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) {
    row.querySelector<HTMLElement>(".cxw-more")?.click();
    return true;
  }
  if (event.key === "Enter" && target.matches("[data-stop]") && onEnter) {
    onEnter();
    return true;
  }
  return false;
}
