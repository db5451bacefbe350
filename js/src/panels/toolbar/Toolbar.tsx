/** Which data, how to look at it, undo and redo, and whether the work is safe. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../../ui/icons";
import type { Side } from "../../view/room";
import { cells } from "../../words";
import { useData, useTraits, useView } from "../common/context";
import { EmbeddingMenu, SplitButton } from "../common/EmbeddingMenu";
import { ColorMenu } from "./ColorMenu";
import { toggleFullScreen } from "./fullScreen";
import { KeyList } from "./KeyList";
import { MoreMenu, ROOM_FOR_ALL } from "./MoreMenu";
import { Tools } from "./Tools";

/** Its child says whether the work is safe. */
export function Toolbar({ children }: { children: ComponentChildren }) {
  const data = useData();
  const dataset = data.dataset.value;
  return (
    <header class="cxw-toolbar">
      <SideButton side="left" name="Labels and data" />
      {dataset && (
        <div class="cxw-dataset">
          <strong class="cxw-ellipsis" title={dataset.name}>
            {dataset.name}
          </strong>
          <span class="cxw-soft cxw-nowrap cxw-wide-only">{cells(dataset.nCells)}</span>
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
      <MoreMenu />
      <SideButton side="right" name="Genes and numbers" />
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

/** Folds a panel that stands beside the plot; one that does not has a strip there. */
function SideButton({ side, name }: { side: Side; name: string }) {
  const { room } = useView();
  if (room.columns.value[side] === 0) return null;
  if (side === "left" && room.width.value < ROOM_FOR_ALL) return null;
  return (
    <button
      type="button"
      class="cxw-icon-button"
      aria-label={name}
      title={`Hide ${name.toLowerCase()}`}
      aria-expanded={true}
      onClick={() => room.toggle(side)}
    >
      <Icon name={side === "left" ? "panel" : "side"} />
    </button>
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
