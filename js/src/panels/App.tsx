/** The box: toolbar above, labels and data at the left, the embedding, the selection below. */
import { useEffect, useRef } from "preact/hooks";
import { keepFocus } from "../ui/focus";
import { LayerView } from "../ui/LayerView";
import { useMeasured } from "../ui/useMeasured";
import { STRIP } from "../view/room";
import { DatasetPanel } from "./columns/DatasetPanel";
import { useData, useDraft, useLabels, useNeighbors, useSelection, useTraits, useView } from "./common/context";
import { hasEvidence } from "./common/hasEvidence";
import { keyHandler } from "./common/keys";
import { Dock } from "./dock/Dock";
import { DraftState } from "./draft/DraftState";
import { Messages } from "./draft/Messages";
import { ProblemStrip } from "./draft/ProblemStrip";
import { Strips } from "./draft/Strips";
import { EvidencePanels } from "./EvidencePanels";
import { LabelsPanel } from "./labels/LabelsPanel";
import { Plots } from "./plots/Plots";
import { ResizeEdge } from "./ResizeEdge";
import { SidePanel } from "./SidePanel";
import { SelectionBar } from "./selection/SelectionBar";
import { SetsPanel } from "./sets/SetsPanel";
import { Toolbar } from "./toolbar/Toolbar";

interface AppProps {
  theme: { value: "light" | "dark" };
  /** Px that the host leaves; null: as many as one likes. */
  cap: number | null;
}

/** A height that nobody chose; one that was is taken whatever the host does with it. */
const USUAL_HEIGHT = 640;

export function App({ theme, cap }: AppProps) {
  const selection = useSelection();
  const labels = useLabels();
  const draft = useDraft();
  const neighbors = useNeighbors();
  const traits = useTraits();
  const data = useData();
  const view = useView();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const ended = new AbortController();
    if (box.current) keepFocus(box.current, ended.signal);
    return () => ended.abort();
  }, []);
  useMeasured(box, (width) => {
    view.room.width.value = width;
  });
  const name = data.dataset.value?.name;
  const wished = traits.height.value;
  const height = cap !== null && wished === USUAL_HEIGHT ? Math.min(wished, cap) : wished;
  const tab = view.room.tab.value;
  const { left, right } = view.room.columns.value;
  const { left: before, right: after } = view.room.covered.value;
  const beside = { marginLeft: `${before}px`, marginRight: `${after}px` }; // what is said is never beneath a drawer
  const hasRight = hasEvidence(data);
  const columns = `${left || STRIP}px minmax(0, 1fr)${hasRight ? ` ${right || STRIP}px` : ""}`;
  const rows = tab === null ? "minmax(0, 1fr) auto" : `minmax(160px, 1fr) minmax(0, ${view.room.dock.value}px)`;
  return (
    <section
      ref={box}
      class="cxw"
      tabIndex={-1}
      aria-label={name ? `Cell labels of ${name}` : "Cell labels"}
      data-theme={theme.value}
      style={{
        "--height": `${height}px`,
        colorScheme: theme.value,
      }}
      onKeyDown={keyHandler({ labels, selection, draft, neighbors }, view)}
    >
      <Toolbar>{data.offers("versions") && <DraftState />}</Toolbar>
      <Strips />
      {/* no variables of CSS: when one changes, everything within is styled anew, thousands of dots as well */}
      <div class="cxw-middle" style={{ gridTemplateColumns: columns }}>
        <SidePanel side="left" name="Labels and data" class="cxw-left cxw-scroll">
          <LabelsPanel />
          <SetsPanel />
          <DatasetPanel />
        </SidePanel>
        <main class="cxw-main" style={{ gridTemplateRows: rows }}>
          <div class="cxw-stage">
            <Plots theme={theme.value} />
          </div>
          <Dock />
          <div class="cxw-said" data-full={view.room.full.value} style={beside}>
            <ProblemStrip />
            <Messages />
          </div>
        </main>
        {hasRight && (
          <SidePanel side="right" name="Genes and numbers" class="cxw-right">
            <EvidencePanels />
          </SidePanel>
        )}
      </div>
      <SelectionBar />
      {/* a page of its own is filled */}
      {data.dataset.value?.kinds == null && <ResizeEdge height={height} />}
      <LayerView layer={view.layer} />
    </section>
  );
}
