/** Names a new category and, before the first one, the draft that all of them are kept in. */
import { useState } from "preact/hooks";
import { Field } from "../../ui/Field";
import { useData, useDraft, useLabels, useTraits, useView } from "./context";

interface CategoryFormProps {
  /** An obs column or category to copy. */
  like?: string;
  onDone: (category: string) => void;
  onCancel: () => void;
}

export function CategoryForm({ like, onDone, onCancel }: CategoryFormProps) {
  const traits = useTraits();
  const data = useData();
  const labels = useLabels();
  const drafts = useDraft();
  const view = useView();
  const status = traits.status.value;
  const asksDraft = status.state === "unnamed";
  const [name, setName] = useState(() => suggestion(like, takenNames()));
  const [draft, setDraft] = useState(status.suggestedName);
  const [problem, setProblem] = useState<{ field: "name" | "draft"; sentence: string } | null>(null);
  const [busy, setBusy] = useState(false);

  function takenNames(): Set<string> {
    const columns = data.dataset.peek()?.columns ?? [];
    return new Set([...columns, ...labels.categories.peek()].map((taken) => taken.name));
  }

  const create = async () => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    let field: "name" | "draft" = "draft";
    try {
      if (asksDraft) await drafts.name(draft);
      field = "name";
      const result = await labels.createCategory(name, like);
      view.say({ text: result.message, undoes: result.revision });
      onDone(name.trim());
    } catch (error) {
      setProblem({ field, sentence: (error as Error).message });
      setBusy(false);
    }
  };
  const errorOf = (field: "name" | "draft") => (problem?.field === field ? problem.sentence : null);
  const keys = { onEnter: () => void create(), onEscape: onCancel };
  return (
    <form
      class="cxw-form"
      aria-label="New category"
      onSubmit={(event) => {
        event.preventDefault();
        void create();
      }}
    >
      <Field
        label={like === undefined ? "Category" : `Category, a copy of ${like}`}
        placeholder="cell_type"
        value={name}
        onInput={setName}
        error={errorOf("name")}
        autofocus
        {...keys}
      />
      {asksDraft && (
        <Field
          label="Draft name"
          value={draft}
          onInput={setDraft}
          error={errorOf("draft")}
          hint={whereTo(draft, status.folder)}
          {...keys}
        />
      )}
      <div class="cxw-form-buttons">
        <button type="submit" class="cxw-button cxw-primary" disabled={busy}>
          Create
        </button>
        <button type="button" class="cxw-button" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}

/** The draft's folder is known before its name is; the ID that ends the file's name comes from Python. */
function whereTo(draft: string, folder: string): string {
  return `Your labels are saved as ${draft.trim() || "name"}-ID.csv in ${folder}. The data file is never changed.`;
}

/** A copy is called after what it is to become: `my_louvain` of louvain, `predicted_labels_checked` of predictions. */
function suggestion(like: string | undefined, taken: Set<string>): string {
  const wishes =
    like === undefined
      ? ["cell_type", "my_cell_type"]
      : isPredicted(like)
        ? [`${like}_checked`, `my_${like}`]
        : [isLabels(like) ? `my_${like}` : `${like}_labels`, `my_${like}`, `${like}_2`];
  return wishes.find((wish) => !taken.has(wish)) ?? "";
}

function isPredicted(name: string): boolean {
  return /predict|celltypist|majority_voting|azimuth|transfer/i.test(name);
}

/** Its name says already that it is of labels. */
function isLabels(name: string): boolean {
  return /label|annotation|cell.?type|cell.?class/i.test(name);
}
