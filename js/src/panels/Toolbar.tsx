/** Which data, how to look at it, undo and redo, and whether the work is safe. */
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../ui/icons";
import { openMenu } from "../ui/Menu";
import { count } from "../words";
import { ColourMenu } from "./ColourMenu";
import { useHere } from "./context";
import { DraftState } from "./DraftState";
import { KeyList } from "./KeyList";

export function Toolbar() {
  const { store, view } = useHere();
  const dataset = store.data.dataset.value;
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
      <Tools />
      <Undo />
      <span class="cxw-grow" />
      <ColourMenu />
      <span class="cxw-grow" />
      <DraftState />
      <Help />
      <SideButtons />
    </header>
  );
}

function EmbeddingMenu() {
  const { store, view } = useHere();
  const embeddings = store.data.dataset.value?.embeddings ?? [];
  const key = store.traits.embedding.value;
  const shown = embeddings.find((embedding) => embedding.key === key);
  if (!shown) return null;
  const choices = embeddings.map((embedding) => ({
    text: embedding.name,
    ...(embedding.nMissing > 0 && { hint: `${count(embedding.nMissing)} without` }),
    checked: embedding.key === key,
    onSelect: () => store.traits.set("embedding", embedding.key),
  }));
  return (
    <button
      type="button"
      class="cxw-select"
      aria-haspopup="menu"
      aria-label={`Embedding: ${shown.name}`}
      onClick={(event) => openMenu(view.layer, event.currentTarget, "Embedding", [{ choices }])}
    >
      <span class="cxw-ellipsis">{shown.name}</span>
      <Icon name="down" />
    </button>
  );
}

function Tools() {
  const { view } = useHere();
  const tools = [
    ["lasso", "Lasso", "Lasso (L): drag around cells. Shift adds, Alt takes out"],
    ["pan", "Pan", "Pan (V): drag to move, wheel to zoom"],
  ] as const;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset can't be laid out as a segmented control in every browser
    <div class="cxw-segments" role="group" aria-label="Tool">
      {tools.map(([tool, name, title]) => (
        <button
          key={tool}
          type="button"
          aria-label={name}
          title={title}
          aria-pressed={view.tool.value === tool}
          onClick={() => {
            view.tool.value = tool;
          }}
        >
          <Icon name={tool} />
        </button>
      ))}
    </div>
  );
}

function Undo() {
  const { store, view } = useHere();
  const { state, ...steps } = store.traits.status.value;
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
  const { store, view } = useHere();
  const numbers = store.data.dataset.value?.columns.some(({ kind }) => kind === "number");
  if (!numbers) return null;
  const button = (kind: string, shown: boolean, toggle: () => void) => (
    <button
      type="button"
      class={`cxw-icon-button ${kind}`}
      aria-label="Numbers"
      title={shown ? "Hide numbers" : "Show numbers"}
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
  const { view } = useHere();
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
