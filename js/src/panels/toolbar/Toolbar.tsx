/** Which data, how to look at it, undo and redo, and whether the work is safe. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../../ui/icons";
import { count } from "../../words";
import { useData, useTraits, useView } from "../common/context";
import { EmbeddingMenu, SplitButton } from "../common/EmbeddingMenu";
import { hasEvidence } from "../common/hasEvidence";
import { ColorMenu } from "./ColorMenu";
import { KeyList } from "./KeyList";
import { Tools } from "./Tools";

/** Its child says whether the work is safe. */
export function Toolbar({ children }: { children: ComponentChildren }) {
  const data = useData();
  const view = useView();
  const dataset = data.dataset.value;
  return (
    <header class="cxw-toolbar">
      <button
        type="button"
        class="cxw-icon-button cxw-drawer-button"
        aria-label="Labels and data"
        title="Labels and data"
        aria-expanded={view.drawer.value === "left"}
        onClick={() => {
          view.drawer.value = view.drawer.value === "left" ? null : "left";
        }}
      >
        <Icon name="panel" />
      </button>
      {dataset && (
        <div class="cxw-dataset">
          <strong class="cxw-ellipsis" title={dataset.name}>
            {dataset.name}
          </strong>
          <span class="cxw-soft cxw-nowrap cxw-wide-only">{count(dataset.nCells)} cells</span>
        </div>
      )}
      <EmbeddingMenu />
      <SplitButton />
      <Tools />
      <Undo />
      <span class="cxw-grow" />
      <ColorMenu />
      <span class="cxw-grow" />
      {children}
      <Help />
      <SideButtons />
    </header>
  );
}

function Undo() {
  const traits = useTraits();
  const view = useView();
  const { state, ...steps } = traits.status.value;
  const [undo, redo] = state === "read-only" ? [null, null] : [steps.undo, steps.redo];
  return (
    <div class="cxw-pair">
      <button
        type="button"
        class="cxw-icon-button"
        aria-label="Undo"
        title={undo === null ? "Nothing to undo" : `Undo: ${undo}`}
        aria-disabled={undo === null}
        onClick={() => undo !== null && view.undo()}
      >
        <Icon name="undo" />
      </button>
      <button
        type="button"
        class="cxw-icon-button"
        aria-label="Redo"
        title={redo === null ? "Nothing to redo" : `Redo: ${redo}`}
        aria-disabled={redo === null}
        onClick={() => redo !== null && view.redo()}
      >
        <Icon name="redo" />
      </button>
    </div>
  );
}

/** Two of them, one for boxes with room for the panel and one for those without: the styles show one. */
function SideButtons() {
  const data = useData();
  const view = useView();
  if (!hasEvidence(data)) return null;
  const button = (kind: string, shown: boolean, toggle: () => void) => (
    <button
      type="button"
      class={`cxw-icon-button ${kind}`}
      aria-label="Genes and numbers"
      title={shown ? "Hide genes and numbers" : "Show genes and numbers"}
      aria-expanded={shown}
      onClick={toggle}
    >
      <Icon name="side" />
    </button>
  );
  return (
    <div class="cxw-pair">
      {button("cxw-aside-button", view.aside.value, () => {
        view.aside.value = !view.aside.value;
      })}
      {button("cxw-aside-drawer-button", view.drawer.value === "right", () => {
        view.drawer.value = view.drawer.value === "right" ? null : "right";
      })}
    </div>
  );
}

function Help() {
  const view = useView();
  const ref = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    view.showKeys = () => {
      const anchor = ref.current;
      if (anchor) view.layer.open({ kind: "dialog", label: "Keys", anchor, content: () => <KeyList /> });
    };
  }, [view]);
  return (
    <div class="cxw-pair">
      <button
        ref={ref}
        type="button"
        class="cxw-icon-button"
        aria-label="Keys"
        title="Keys (?)"
        onClick={() => view.showKeys()}
      >
        <Icon name="help" />
      </button>
      <button
        type="button"
        class="cxw-icon-button cxw-wide-only"
        aria-label="Full screen"
        title="Full screen"
        onClick={(event) => void toggleFullScreen(event.currentTarget.closest(".cxw"))}
      >
        <Icon name="full" />
      </button>
    </div>
  );
}

async function toggleFullScreen(box: Element | null): Promise<void> {
  if (document.fullscreenElement) await document.exitFullscreen();
  else await box?.requestFullscreen();
}
