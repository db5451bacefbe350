/** While the plot shows an earlier version: of when it is, and the ways on. */
import { Icon } from "../../ui/icons";
import { openMenu } from "../../ui/Menu";
import { when } from "../../words";
import { useDraft, usePreview, useTraits, useView } from "../common/context";
import { Strip } from "./Strip";

export function PreviewStrip() {
  const preview = usePreview();
  const draft = useDraft();
  const traits = useTraits();
  const view = useView();
  const past = preview.shown.value;
  if (past === null) return null;
  const { version, categories, category } = past;
  const choose = (anchor: HTMLElement) =>
    openMenu(view.layer, anchor, "Category of this version", [
      {
        choices: categories.map((name) => ({
          text: name,
          checked: name === category,
          onSelect: () => void view.attempt(preview.show(version, name)),
        })),
      },
    ]);
  const back = () => {
    preview.back();
    view.focusPlot();
  };
  const buttons = (
    <>
      {categories.length > 1 && (
        <button
          type="button"
          class="cxw-select"
          aria-haspopup="menu"
          aria-label={`Category of this version: ${category}`}
          title={category}
          onClick={(event) => choose(event.currentTarget)}
        >
          <span class="cxw-ellipsis">{category}</span>
          <Icon name="down" />
        </button>
      )}
      <button
        type="button"
        class="cxw-button"
        disabled={traits.status.value.state === "read-only"}
        onClick={() => {
          back();
          void view.run(draft.restore(version));
        }}
      >
        Restore
      </button>
      <button type="button" class="cxw-button cxw-primary" onClick={back}>
        Back
      </button>
    </>
  );
  return (
    <Strip tone="offer" icon="again" buttons={buttons}>
      <strong>This is the draft as of {when(version.savedAt)}.</strong>{" "}
      <span class="cxw-soft">Only the plot shows it, and nothing can be labelled meanwhile.</span>
    </Strip>
  );
}
