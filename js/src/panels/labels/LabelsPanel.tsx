/** The user's own categories and their labels. */
import { useLayoutEffect } from "preact/hooks";
import { Icon } from "../../ui/icons";
import { CategoryForm } from "../common/CategoryForm";
import { useData, useLabels, useTraits, useView } from "../common/context";
import { CategoryBlock } from "./CategoryBlock";
import { openImport } from "./categoryDialogs";

export function LabelsPanel() {
  const traits = useTraits();
  const data = useData();
  const labels = useLabels();
  const view = useView();
  const categories = labels.categories.value;
  const creating = view.creating.value;
  const editable = data.dataset.value !== null && traits.status.value.state !== "read-only";
  const start = () => {
    view.creating.value = {};
  };
  const done = () => {
    view.creating.value = null;
  };
  const asked = view.importing.value;
  // before the next key, which is typed into it
  useLayoutEffect(() => {
    if (!asked) return;
    view.importing.value = null;
    openImport(view, asked.anchor, asked.column);
  }, [asked]);
  return (
    <section aria-label="Labels">
      <header class="cxw-head">
        <h2>Labels</h2>
        <span class="cxw-head-links">
          {data.offers("import_labels") && (
            <button
              type="button"
              class="cxw-link"
              disabled={!editable}
              title="Labels of a tool or a colleague, from a file"
              onClick={(event) => {
                view.importing.value = { column: null, anchor: event.currentTarget };
              }}
            >
              Import …
            </button>
          )}
          <button type="button" class="cxw-link" disabled={!editable} onClick={start}>
            <Icon name="plus" />
            Category
          </button>
        </span>
      </header>
      {creating && <CategoryForm key={creating.like ?? ""} {...creating} onDone={done} onCancel={done} />}
      {categories.length === 0 && !creating && editable && (
        <div class="cxw-empty">
          <p>A category holds your labels, as “cell_type” holds “B cell” and “NK cell”.</p>
          <p>Create one, or drag around some cells and type a label.</p>
        </div>
      )}
      {categories.map((category) => (
        <CategoryBlock key={category.id} category={category} />
      ))}
    </section>
  );
}
