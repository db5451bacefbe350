/** The view as one file for somebody without Python: what goes into it, and how large that is, before it is written. */
import { useEffect, useState } from "preact/hooks";
import { Field } from "../../ui/Field";
import { hasLabels } from "../../wire/aboutMessages";
import { useData, useLabels, usePages, useTraits } from "../common/context";
import { DialogHead } from "../common/DialogHead";
import { useAnswer } from "../common/useAnswer";
import { Tick } from "../picture/Choices";
import { fileNameFor, nameOfData } from "./fileNameFor";
import { useWrittenFile, WrittenFileFields } from "./writtenFile";

/** Whoever types on need not be answered. */
const REST_MS = 500;
/** Columns that are in it unasked, as Python has it. */
const USUAL_COLUMNS = 30;

export function PageDialog() {
  const data = useData();
  const labels = useLabels();
  const traits = useTraits();
  const pages = usePages();
  const dataset = data.dataset.value;
  const offered = dataset?.columns.filter(({ made }) => !made).map(({ name }) => name) ?? [];
  const own = labels.categories.value.filter(({ about }) => hasLabels(about)).map(({ name }) => name);
  const [columns, setColumns] = useState<readonly string[]>(offered.slice(0, USUAL_COLUMNS));
  const [categories, setCategories] = useState<readonly string[]>(own);
  const [genes, setGenes] = useState("");
  const [title, setTitle] = useState("");
  const named = genes.split(/[\s,;]+/).filter((gene) => gene !== "");
  const wanted = {
    columns: [...columns],
    category: [...categories],
    ...(named.length > 0 && { genes: named }),
    ...(title.trim() !== "" && { title: title.trim() }),
  };
  const key = useRested(JSON.stringify(wanted));
  const { value, problem, current } = useAnswer(() => pages.size(JSON.parse(key)), key);
  const known = current && key === JSON.stringify(wanted);
  const file = useWrittenFile<{ path: string; size: string }>(
    fileNameFor(nameOfData(dataset?.name, traits.status.value.name), "", "page"),
  );
  const { busy, told } = file;
  const write = () => {
    if (known && problem === null) void file.write((target) => pages.write({ ...wanted, ...target }));
  };
  return (
    <section class="cxw-meaning cxw-page" aria-busy={busy || !known}>
      <DialogHead title="Page for a colleague" />
      <p class="cxw-hint">
        This view as one file, for a browser alone: no Python, no network. A colleague looks, selects, labels and
        comments in it, and saves an answer that they send back to you.
      </p>
      <WrittenFileFields file={file} onEnter={write} />
      <Field label="Title" placeholder={dataset?.name ?? ""} value={title} onInput={setTitle} />
      <Field
        label="Genes"
        placeholder="Those kept as evidence, and markers of the labels"
        value={genes}
        onInput={setGenes}
        hint="Names with commas between them"
      />
      {own.length > 1 && <Names title="Categories of labels" all={own} chosen={categories} onChoose={setCategories} />}
      <Names title="Columns" all={offered} chosen={columns} onChoose={setColumns} />
      <div role="status" class="cxw-page-told">
        {problem !== null && known && <p class="cxw-error">{problem}</p>}
        {problem === null && !known && <p class="cxw-hint">Working out its size …</p>}
        {value && known && (
          <>
            <p>
              <strong>{value.size}</strong>. <span class="cxw-warning">{value.warning}</span>
            </p>
            <ul aria-label="What is in it">
              {[...value.parts, ...value.notes].map((part) => (
                <li key={part} class="cxw-hint">
                  {part}
                </li>
              ))}
            </ul>
          </>
        )}
        {told && (
          <p>
            Wrote <span class="cxw-mono">{told.path}</span>, {told.size}.
          </p>
        )}
      </div>
      <footer class="cxw-meaning-foot">
        <span class="cxw-hint">{busy ? "Writing …" : ""}</span>
        <button
          type="button"
          class="cxw-button cxw-primary"
          aria-disabled={busy || !known || problem !== null}
          onClick={write}
        >
          Write the page
        </button>
      </footer>
    </section>
  );
}

interface NamesProps {
  title: string;
  all: readonly string[];
  chosen: readonly string[];
  onChoose: (names: readonly string[]) => void;
}

function Names({ title, all, chosen, onChoose }: NamesProps) {
  if (all.length === 0) return null;
  const turn = (name: string, on: boolean) =>
    onChoose(all.filter((other) => (other === name ? on : chosen.includes(other))));
  return (
    <details class="cxw-page-names">
      <summary>
        {title}: {chosen.length === all.length ? `all ${all.length}` : `${chosen.length} of ${all.length}`}
      </summary>
      <div>
        {all.map((name) => (
          <Tick key={name} label={name} on={chosen.includes(name)} onTurn={(on) => turn(name, on)} />
        ))}
      </div>
    </details>
  );
}

/** A text once it has not changed for a moment. */
function useRested(text: string): string {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), REST_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return rested;
}
