/** The genes that tell the selected cells from others, as soon as the selection rests. */
import { useEffect, useRef, useState } from "preact/hooks";
import { type MarkersState, tableIn } from "../../store/evidence/markersState";
import { Icon } from "../../ui/icons";
import { cells } from "../../words";
import {
  useComposition,
  useData,
  useGenes,
  useLabels,
  useMarkers,
  useSelection,
  useSets,
  useView,
} from "../common/context";
import { useInSight } from "../common/useInSight";
import { MarkerTable } from "./MarkerTable";
import { againstMenu, inWords, testMenu } from "./markerMenus";
import { TabCheck } from "./TabCheck";

/** An answer within this time needs no bar. */
const PATIENCE_MS = 600;

export function MarkersTab() {
  const genes = useGenes();
  const selection = useSelection();
  const markers = useMarkers();
  const place = useRef<HTMLDivElement>(null);
  const inSight = useInSight(place);
  // Nobody looks: nothing is computed.
  useEffect(() => (inSight ? markers.attend() : undefined), [inSight, markers]);
  const state = markers.state.value;
  const n = selection.n.value;
  return (
    <div ref={place} class="cxw-markers" aria-busy={state.kind === "waiting"}>
      {!genes.any.value ? (
        <p class="cxw-hint">This data has no genes to compare cells by.</p>
      ) : n === 0 ? (
        <p class="cxw-hint">Select some cells to see which genes tell them from the others.</p>
      ) : (
        <Answer state={state} />
      )}
    </div>
  );
}

/** Which cells are compared with which, and by what. */
function How() {
  const labels = useLabels();
  const composition = useComposition();
  const data = useData();
  const selection = useSelection();
  const sets = useSets();
  const markers = useMarkers();
  const view = useView();
  const against = inWords(markers.against.value);
  if (!data.offers("markers against")) {
    return (
      <div class="cxw-markers-how">
        <h3>Markers of {cells(selection.n.value)}</h3>
        <span class="cxw-soft">vs {against}</span>
      </div>
    );
  }
  return (
    <div class="cxw-markers-how">
      <h3>Markers of {cells(selection.n.value)}</h3>
      <span class="cxw-soft">vs</span>
      <Choose
        label={`Compare with: ${against}`}
        text={against}
        onOpen={(anchor) => againstMenu({ markers, labels, composition, data, sets }, view, anchor)}
      />
      <Choose
        label={`Test: ${markers.method.value}`}
        text={markers.method.value === "wilcoxon" ? "Wilcoxon" : "t-test"}
        onOpen={(anchor) => testMenu({ markers, data }, view, anchor)}
      />
      {markers.reserved.value.length > 0 && (
        <TabCheck
          text={`without ${markers.reserved.value.join(", ")}`}
          title={`Cells labelled ${markers.reserved.value.join(", ")} are on neither side`}
          on={markers.withoutReserved}
        />
      )}
    </div>
  );
}

function Answer({ state }: { state: MarkersState }) {
  const table = tableIn(state);
  const cancelled = state.kind === "cancelled" && <Cancelled />;
  if (table) {
    return (
      <MarkerTable
        table={table}
        current={state.kind === "table"}
        meant={state.kind !== "waiting" || state.estimated}
        how={<How />}
      >
        {state.kind === "waiting" && <Progress done={state.done} />}
        {cancelled}
      </MarkerTable>
    );
  }
  return (
    <>
      <div class="cxw-markers-tools">
        <How />
      </div>
      {state.kind === "said" && <p class="cxw-hint">{state.text}</p>}
      {cancelled}
      {state.kind === "waiting" && <Progress done={state.done} />}
    </>
  );
}

function Cancelled() {
  const markers = useMarkers();
  return (
    <p class="cxw-hint">
      Cancelled.{" "}
      <button type="button" class="cxw-link" onClick={() => markers.again()}>
        Compare again
      </button>
    </p>
  );
}

function Progress({ done }: { done: number | null }) {
  const markers = useMarkers();
  const [lasts, setLasts] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLasts(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!lasts) return null;
  return (
    <div class="cxw-progress">
      <div
        role="progressbar"
        aria-label="Comparing"
        aria-valuemin={0}
        aria-valuemax={100}
        {...(done !== null && { "aria-valuenow": Math.round(100 * done) })}
      >
        <i {...(done === null ? { "data-unknown": true } : { style: { width: `${100 * done}%` } })} />
      </div>
      <button type="button" class="cxw-link" onClick={() => markers.cancel()}>
        Cancel
      </button>
    </div>
  );
}

function Choose({ label, text, onOpen }: { label: string; text: string; onOpen: (anchor: HTMLElement) => void }) {
  return (
    <button
      type="button"
      class="cxw-link cxw-choose"
      aria-haspopup="menu"
      aria-label={label}
      title={label}
      onClick={(event) => onOpen(event.currentTarget)}
    >
      <span class="cxw-ellipsis">{text}</span>
      <Icon name="down" />
    </button>
  );
}
