/** The box: toolbar above, labels and data at the left, the embedding, the selection below. */
import { useEffect, useRef } from "preact/hooks";
import { keepFocus } from "../ui/focus";
import { LayerView } from "../ui/LayerView";
import { DatasetPanel } from "./columns/DatasetPanel";
import { useData, useDraft, useLabels, useSelection, useTraits, useView } from "./common/context";
import { hasEvidence } from "./common/hasEvidence";
import { keyHandler } from "./common/keys";
import { DraftState } from "./draft/DraftState";
import { Messages } from "./draft/Messages";
import { ProblemStrip } from "./draft/ProblemStrip";
import { Strips } from "./draft/Strips";
import { EvidencePanels } from "./EvidencePanels";
import { LabelsPanel } from "./labels/LabelsPanel";
import { Plots } from "./plots/Plots";
import { ResizeEdge } from "./ResizeEdge";
import { SelectionBar } from "./selection/SelectionBar";
import { Toolbar } from "./toolbar/Toolbar";

export function App({ theme }: { theme: { value: "light" | "dark" } }) {
  const selection = useSelection();
  const labels = useLabels();
  const draft = useDraft();
  const traits = useTraits();
  const data = useData();
  const view = useView();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const ended = new AbortController();
    if (box.current) keepFocus(box.current, ended.signal);
    return () => ended.abort();
  }, []);
  const name = data.dataset.value?.name;
  // Esc goes out of a drawer to the plot it covers. Fields and menus inside have used up theirs.
  const closeDrawer = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.defaultPrevented || view.drawer.peek() === null) return;
    event.preventDefault();
    event.stopPropagation();
    view.drawer.value = null;
    view.focusPlot();
  };
  return (
    <section
      ref={box}
      class="cxw"
      tabIndex={-1}
      aria-label={name ? `Cell labels of ${name}` : "Cell labels"}
      data-theme={theme.value}
      style={{ "--height": `${traits.height.value}px`, colorScheme: theme.value }}
      onKeyDown={keyHandler({ labels, selection, draft }, view)}
    >
      <Toolbar>
        <DraftState />
      </Toolbar>
      <Strips />
      <div class="cxw-middle">
        <aside
          class="cxw-side cxw-left cxw-scroll"
          data-open={view.drawer.value === "left"}
          aria-label="Labels and data"
          onKeyDown={closeDrawer}
        >
          <LabelsPanel />
          <DatasetPanel />
        </aside>
        <main class="cxw-main">
          <Plots theme={theme.value} />
          <ProblemStrip />
          <Messages />
        </main>
        {hasEvidence(data) && (
          <aside
            class="cxw-side cxw-right"
            data-open={view.drawer.value === "right"}
            data-folded={!view.aside.value}
            aria-label="Genes and numbers"
            onKeyDown={closeDrawer}
          >
            <EvidencePanels />
          </aside>
        )}
      </div>
      <SelectionBar />
      <ResizeEdge />
      <LayerView layer={view.layer} />
    </section>
  );
}
