/** What stands beside the plot: a column where there is room for it, else a strip that opens it over the plot. */
import { effect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "../ui/icons";
import type { Layer } from "../ui/layer";
import type { Side } from "../view/room";
import { useView } from "./common/context";
import { Splitter } from "./common/Splitter";

interface SidePanelProps {
  side: Side;
  name: string;
  class: string;
  children: ComponentChildren;
}

export function SidePanel({ side, name, class: kind, children }: SidePanelProps) {
  const view = useView();
  const { room } = view;
  const panel = useRef<HTMLElement>(null);
  // Where there is no more room for the column that has the focus, it stays as a drawer: hidden, its keys would be the
  // page's. So that it is never hidden, this is told before anything is drawn.
  useLayoutEffect(() => {
    let wasColumn = false;
    return effect(() => {
      const isColumn = room.columns.value[side] > 0;
      if (wasColumn && !isColumn && hasFocus(panel.current, view.layer)) room.drawer.value = side;
      wasColumn = isColumn;
    });
  }, [room, side, view]);
  const isColumn = room.columns.value[side] > 0;
  const over = room.drawer.value === side;
  // Esc goes out of a drawer to the plot it covers, fields with text and menus inside have used up theirs; but the full
  // dock, which covers more, is the box's to leave.
  const leave = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.defaultPrevented || !over || room.full.peek()) return;
    event.preventDefault();
    event.stopPropagation();
    room.drawer.value = null;
    view.focusPlot();
  };
  return (
    <div class="cxw-beside" data-side={side}>
      {!isColumn && (
        <button
          type="button"
          class="cxw-folded"
          aria-label={name}
          title={over ? `Hide ${name.toLowerCase()}` : name}
          aria-expanded={over}
          onClick={() => room.toggle(side)}
        >
          <Icon name={side === "left" ? "panel" : "side"} />
          <span aria-hidden="true">{name}</span>
        </button>
      )}
      <aside
        ref={panel}
        class={`cxw-side ${kind}`}
        data-as={isColumn ? "column" : over ? "drawer" : "strip"}
        style={over ? { width: `${room.covered.value[side]}px` } : undefined}
        aria-label={name}
        onKeyDown={leave}
      >
        {children}
      </aside>
      {isColumn && (
        <Splitter
          label={`Width of ${name.toLowerCase()}`}
          edge={side === "left" ? "right" : "left"}
          size={room.columns.value[side]}
          onResize={(px) => room.resize(side, px)}
        />
      )}
    </div>
  );
}

/** The focus is in the panel, or will return to it from what hangs there. */
function hasFocus(panel: HTMLElement | null, layer: Layer): boolean {
  const anchor = layer.floating.peek()?.anchor ?? null;
  const focused = (panel?.getRootNode() as ShadowRoot | undefined)?.activeElement ?? null;
  return panel !== null && (panel.contains(focused) || panel.contains(anchor));
}
