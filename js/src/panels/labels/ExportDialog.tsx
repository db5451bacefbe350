/** Labels into a file of the field's formats, and what a valid one still needs. */
import { useState } from "preact/hooks";
import { Field } from "../../ui/Field";
import type { ExportFormat, ExportReply } from "../../wire/termMessages";
import { useData, useLabels, useTakingAway, useTraits } from "../common/context";
import { DialogHead } from "../common/DialogHead";
import { Choices, Tick } from "../picture/Choices";
import { fileNameFor, nameOfData } from "./fileNameFor";

const FORMATS: readonly (readonly [ExportFormat, string])[] = [
  ["cas", "CAS"],
  ["cap", "CAP"],
  ["cellxgene", "CELLxGENE"],
];
const WHAT: Record<ExportFormat, string> = {
  cas: "Cell Annotation Schema: a JSON file of the labels, with what speaks for them.",
  cap: "A copy of the data (h5ad) with the columns of the Cell Annotation Platform.",
  cellxgene: "A copy of the data (h5ad) with the columns of CELLxGENE’s schema.",
};
const WRITE_OVER = "Write over a file that is there";
const ABOUT = [
  ["author", "Author", "Full name"],
  ["contact", "Mail address", ""],
  ["orcid", "ORCID", "0000-0000-0000-0000"],
  ["title", "Title", ""],
  ["description", "Description", ""],
  ["version", "Version of the labels", ""],
  ["url", "Lasting address of the labels", "https://doi.org/…"],
] as const;

/** `category`: the one it begins with; null: the first. */
export function ExportDialog({ category }: { category: string | null }) {
  const data = useData();
  const labels = useLabels();
  const traits = useTraits();
  const takingAway = useTakingAway();
  const names = labels.categories.value.map(({ name }) => name);
  const [which, setWhich] = useState(category ?? labels.inUse.peek()?.name ?? names[0] ?? "");
  const [format, setFormat] = useState<ExportFormat>("cas");
  const [typed, setTyped] = useState<string | null>(null);
  const [over, setOver] = useState(false);
  const [about, setAbout] = useState<ReadonlyMap<string, string>>(new Map());
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState<ExportReply | null>(null);
  const [error, setError] = useState<string | null>(null);
  const { name: draftName } = traits.status.value;
  const path = typed ?? fileNameFor(nameOfData(data.dataset.value?.name, draftName), which, format);
  const anew = () => {
    setTold(null);
    setError(null);
  };
  const run = async () => {
    if (busy) return;
    anew();
    if (path.trim() === "") return setError("Give the file a name.");
    setBusy(true);
    const more = Object.fromEntries([...about].filter(([, text]) => text.trim() !== ""));
    try {
      setTold(
        await takingAway.export({
          path: path.trim(),
          format,
          category: which,
          ...(over && { overwrite: true }),
          ...more,
        }),
      );
    } catch (problem) {
      setError((problem as Error).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section class="cxw-meaning cxw-export" aria-busy={busy}>
      <DialogHead title="Export labels" />
      {names.length > 1 && (
        <label class="cxw-export-which">
          <span>Category</span>
          <select
            value={which}
            onChange={(event) => {
              setWhich(event.currentTarget.value);
              anew();
            }}
          >
            {names.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      )}
      <Choices
        name="Format"
        choices={FORMATS}
        now={format}
        onChoose={(next) => {
          setFormat(next);
          anew();
        }}
      />
      <p class="cxw-hint">{WHAT[format]} The data file itself is never written.</p>
      <Field
        label="File, where the kernel runs"
        value={path}
        autofocus
        onInput={(text) => {
          setTyped(text);
          anew();
        }}
        onEnter={() => void run()}
        error={error}
      />
      {error?.includes("overwrite=True") && !over && (
        <p class="cxw-hint">Here that is the box below: “{WRITE_OVER}”.</p>
      )}
      <Tick
        label={WRITE_OVER}
        on={over}
        onTurn={(on) => {
          setOver(on);
          anew();
        }}
      />
      <details class="cxw-export-about">
        <summary>Who and what, if it is to be published</summary>
        <div>
          {ABOUT.map(([key, text, placeholder]) => (
            <Field
              key={key}
              label={text}
              placeholder={placeholder}
              value={about.get(key) ?? ""}
              onInput={(value) => setAbout(new Map(about).set(key, value))}
            />
          ))}
        </div>
      </details>
      <div role="status" class="cxw-export-told">
        {busy && <p class="cxw-hint">Writing …</p>}
        {told && (
          <p>
            Wrote <span class="cxw-mono">{told.path}</span>: {told.message}
          </p>
        )}
        {told?.notes.map((note) => (
          <p key={note} class="cxw-hint">
            {note}
          </p>
        ))}
        {told && told.missing.length > 0 && (
          <>
            <p class="cxw-soft">Still to be said or done, for nothing is made up:</p>
            <ul>
              {told.missing.map((sentence) => (
                <li key={sentence} class="cxw-hint">
                  {sentence}
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
      <footer class="cxw-meaning-foot">
        <span />
        <button
          type="button"
          class="cxw-button cxw-primary"
          aria-disabled={busy}
          disabled={which === ""}
          onClick={() => void run()}
        >
          Export
        </button>
      </footer>
    </section>
  );
}
