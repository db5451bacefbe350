/** Labels into a file of the field's formats, and what a valid one still needs. */
import { useState } from "preact/hooks";
import { Field } from "../../ui/Field";
import type { ExportFormat, ExportReply } from "../../wire/termMessages";
import { useData, useLabels, useTakingAway, useTraits } from "../common/context";
import { DialogHead } from "../common/DialogHead";
import { Choices } from "../picture/Choices";
import { fileNameFor, nameOfData } from "./fileNameFor";
import { useWrittenFile, WrittenFileFields } from "./writtenFile";

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
  const [about, setAbout] = useState<ReadonlyMap<string, string>>(new Map());
  const { name: draftName } = traits.status.value;
  const file = useWrittenFile<ExportReply>(fileNameFor(nameOfData(data.dataset.value?.name, draftName), which, format));
  const { busy, told } = file;
  const run = () => {
    const more = Object.fromEntries([...about].filter(([, text]) => text.trim() !== ""));
    void file.write((target) => takingAway.export({ ...target, format, category: which, ...more }));
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
              file.anew();
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
          file.anew();
        }}
      />
      <p class="cxw-hint">{WHAT[format]} The data file itself is never written.</p>
      <WrittenFileFields file={file} onEnter={run} />
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
        <button type="button" class="cxw-button cxw-primary" aria-disabled={busy} disabled={which === ""} onClick={run}>
          Export
        </button>
      </footer>
    </section>
  );
}
