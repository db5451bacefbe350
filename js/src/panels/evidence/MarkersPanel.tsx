/** The genes that tell the selected cells from others, as soon as the selection rests. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { MarkersState } from "../../store/evidence/markersState";
import { Icon } from "../../ui/icons";
import { cells } from "../../words";
import { useComposition, useData, useLabels, useMarkers, useSelection, useView } from "../common/context";
import { PanelHead } from "../common/PanelHead";
import { useInSight } from "../common/useInSight";
import { MarkerList } from "./MarkerList";
import { againstMenu, inWords, testMenu } from "./markerMenus";

const MARKERS = "markers";
/** An answer within this time needs no bar. */
const PATIENCE_MS = 600;

export function MarkersPanel() {
  const selection = useSelection();
  const view = useView();
  const open = view.unfolded.value.has(MARKERS);
  const n = selection.n.value;
  return (
    <section aria-label="Markers" class="cxw-markers">
      <PanelHead section={MARKERS} title={n > 0 ? `Markers of ${cells(n)}` : "Markers"} />
      {open && <Body />}
    </section>
  );
}

function Body() {
  const labels = useLabels();
  const composition = useComposition();
  const data = useData();
  const selection = useSelection();
  const markers = useMarkers();
  const view = useView();
  const place = useRef<HTMLDivElement>(null);
  const inSight = useInSight(place);
  // Nobody looks: nothing is computed.
  useEffect(() => (inSight ? markers.attend() : undefined), [inSight, markers]);
  const state = markers.state.value;
  const wilcoxon = markers.method.value === "wilcoxon";
  return (
    <div ref={place} class="cxw-markers-body" aria-busy={state.kind === "waiting"}>
      {selection.n.value === 0 ? (
        <p class="cxw-hint">Select some cells to see which genes tell them from the others.</p>
      ) : (
        <>
          <div class="cxw-markers-how">
            <span class="cxw-soft">vs</span>
            <Choose
              label={`Compare with: ${inWords(markers.against.value)}`}
              text={inWords(markers.against.value)}
              onOpen={(anchor) => againstMenu({ markers, labels, composition, data }, view, anchor)}
            />
            <Choose
              label={`Test: ${markers.method.value}`}
              text={wilcoxon ? "Wilcoxon" : "t-test"}
              onOpen={(anchor) => testMenu({ markers, data }, view, anchor)}
            />
          </div>
          <Answer state={state} />
        </>
      )}
    </div>
  );
}

function Answer({ state }: { state: MarkersState }) {
  const markers = useMarkers();
  if (state.kind === "said") return <p class="cxw-hint">{state.text}</p>;
  if (state.kind === "cancelled") {
    return (
      <p class="cxw-hint">
        Cancelled.{" "}
        <button type="button" class="cxw-link" onClick={() => markers.again()}>
          Compare again
        </button>
      </p>
    );
  }
  const table = state.kind === "table" ? state.table : state.kind === "waiting" ? state.before : null;
  return (
    <>
      {state.kind === "waiting" && <Progress done={state.done} />}
      {table && (
        <div data-stale={state.kind === "waiting" || undefined}>
          {table.warnings.length > 0 && (
            // before the numbers, which may mean nothing
            <div class="cxw-markers-notes" role="status">
              {table.warnings.map((text) => (
                <p key={text} class="cxw-warning">
                  {text}
                </p>
              ))}
            </div>
          )}
          <MarkerList table={table} current={state.kind === "table"} />
          <div class="cxw-markers-notes">
            {table.notes.map((text) => (
              <p key={text} class="cxw-hint">
                {text}
              </p>
            ))}
          </div>
        </div>
      )}
    </>
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
