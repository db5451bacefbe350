/** The dock below the plot: tables and matrices, closed until wanted; its height is dragged and remembered. */
import type { FunctionComponent } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../../ui/icons";
import { useMeasured } from "../../ui/useMeasured";
import type { DockTab } from "../../view/room";
import { ClustersTab } from "../clusters/ClustersTab";
import { useData, useView } from "../common/context";
import { Splitter } from "../common/Splitter";
import { CompareTab } from "../compare/CompareTab";
import { HistoryTab } from "../draft/HistoryTab";
import { DotsTab } from "../evidence/DotsTab";
import { MarkersTab } from "../evidence/MarkersTab";
import { ViolinsTab } from "../evidence/ViolinsTab";
import { ReviewTab } from "../review/ReviewTab";

interface Tab {
  id: DockTab;
  text: string;
  title: string;
  /** Fills the room of the dock. It exists only while it is open: nothing is computed that nobody sees. */
  Body: FunctionComponent;
  /** What it asks for. */
  needs: string;
}

const TABS: readonly Tab[] = [
  {
    id: "markers",
    text: "Markers",
    title: "Genes that tell the selected cells from others",
    Body: MarkersTab,
    needs: "markers",
  },
  { id: "dots", text: "Dot plot", title: "Genes by label: how many cells, how much", Body: DotsTab, needs: "dots" },
  { id: "violins", text: "Violins", title: "Numbers and genes by label", Body: ViolinsTab, needs: "distributions" },
  { id: "clusters", text: "Clusters", title: "Some of the cells clustered anew", Body: ClustersTab, needs: "cluster" },
  {
    id: "compare",
    text: "Compare",
    title: "Your labels against those of others, and any two columns",
    Body: CompareTab,
    needs: "confusion",
  },
  {
    id: "review",
    text: "Review",
    title: "Doubtful labels, one group of cells after the other",
    Body: ReviewTab,
    needs: "review",
  },
  { id: "history", text: "History", title: "Every edit: who, when, which cells", Body: HistoryTab, needs: "history" },
];

export function Dock() {
  const view = useView();
  const { room } = view;
  const list = useRef<HTMLDivElement>(null);
  const data = useData();
  const tabs = TABS.filter(({ needs }) => data.offers(needs));
  const open = tabs.find(({ id }) => id === room.tab.value);
  const full = room.full.value;
  // in a narrow box not all tabs are in sight
  useEffect(() => {
    const chosen = list.current?.querySelector("[aria-selected=true]");
    chosen?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [open]);
  // a tab that is cut off fades: there is more
  const look = () => {
    const bar = list.current;
    if (!bar) return;
    bar.dataset.more = String(bar.scrollLeft + bar.clientWidth < bar.scrollWidth - 1);
    bar.dataset.less = String(bar.scrollLeft > 1);
  };
  useMeasured(list, look);
  useEffect(look, [open, tabs.length]);
  const walk = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const buttons = [...(list.current?.querySelectorAll<HTMLElement>("[role=tab]") ?? [])];
    const at = buttons.indexOf(event.target as HTMLElement);
    buttons[(at + step + buttons.length) % buttons.length]?.focus();
  };
  // Esc leaves the dock: first what is full, then the tab itself. Fields with text and menus inside have used up theirs.
  const leave = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.defaultPrevented || !open) return;
    event.preventDefault();
    event.stopPropagation();
    if (full) room.full.value = false;
    else {
      room.openTab(null);
      view.focusPlot();
    }
  };
  return (
    <section class="cxw-dock" aria-label="Dock" data-open={open !== undefined} data-full={full} onKeyDown={leave}>
      {open && !full && (
        <Splitter
          label="Height of the dock"
          edge="top"
          size={room.dock.value}
          onResize={(px) => room.resize("dock", px)}
        />
      )}
      <div class="cxw-dock-bar">
        <div
          ref={list}
          class="cxw-dock-tabs"
          role="tablist"
          aria-label="Evidence and history"
          onKeyDown={walk}
          onScroll={look}
        >
          {tabs.map(({ id, text, title }, i) => (
            <button
              key={id}
              type="button"
              role="tab"
              title={title}
              aria-selected={open?.id === id}
              tabIndex={(open ? open.id === id : i === 0) ? 0 : -1}
              onClick={() => room.openTab(open?.id === id ? null : id)}
            >
              {text}
            </button>
          ))}
        </div>
        <span class="cxw-grow" />
        {open && (
          <div class="cxw-pair">
            <button
              type="button"
              class="cxw-icon-button"
              aria-label="Dock over the whole box"
              title={full ? "Back below the plot" : "Over the whole box"}
              aria-pressed={full}
              onClick={() => {
                room.full.value = !full;
              }}
            >
              <Icon name="full" />
            </button>
            <button
              type="button"
              class="cxw-icon-button"
              aria-label="Close the dock"
              title="Close"
              onClick={() => room.openTab(null)}
            >
              <Icon name="down" />
            </button>
          </div>
        )}
      </div>
      {open && (
        <div class="cxw-dock-body" role="tabpanel" aria-label={open.text}>
          <open.Body />
        </div>
      )}
    </section>
  );
}
