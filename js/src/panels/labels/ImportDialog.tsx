/** Labels of a tool or a colleague into a category: of a column of the data, or of a file. */
import { useRef, useState } from "preact/hooks";
import type { ImportBody } from "../../wire/importMessages";
import type { ImportTold } from "../../wire/types";
import { useImporting, useView } from "../common/context";
import { DialogHead } from "../common/DialogHead";
import { useAnswer } from "../common/useAnswer";
import { Imported } from "./Imported";
import { ImportField, type ImportFields, NextStep } from "./ImportField";
import { ImportOfFile } from "./ImportOfFile";
import { ScoreChoice } from "./ScoreChoice";

interface ImportDialogProps {
  /** Null: from a file. */
  column: string | null;
  onFindTerms: (category: number) => void;
}

export function ImportDialog({ column, onFindTerms }: ImportDialogProps) {
  const importing = useImporting();
  const view = useView();
  const [typed, setTyped] = useState<ReadonlyMap<string, string>>(new Map());
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [told, setTold] = useState<ImportTold | null>(null);
  const file = useRef<File | undefined>(undefined);
  const ask = async () => (column === null ? null : await importing.recognize(column));
  const { value: known, problem } = useAnswer(ask, column ?? "");
  const anew = () => {
    setError(null);
    setTold(null);
  };
  const textOf = (field: keyof ImportBody) => {
    const usual = field === "category" || field === "score" || field === "by" ? known?.[field] : null;
    return typed.get(field) ?? usual ?? "";
  };
  /** Only what was written: of the rest Python knows what is usual, also while this dialog does not yet. */
  const written = (...fields: (keyof ImportBody)[]) =>
    Object.fromEntries(
      fields.flatMap((field) => {
        const text = typed.get(field)?.trim();
        return text === undefined || (text === "" && field !== "score") ? [] : [[field, text]];
      }),
    );
  const run = async (replace = false) => {
    if (busy) return;
    anew();
    setBusy(true);
    const columns = column === null ? written("label", ...(file.current ? [] : ["path" as const])) : { column };
    const body: ImportBody = { ...columns, ...written("category", "score", "by") };
    try {
      const came = await importing.import({ ...body, ...(replace && { replace }) }, file.current);
      setTold(came);
      if (came.category !== null) view.say({ text: `Imported ${came.name}: ${came.message}`, undoes: came.revision });
    } catch (failure) {
      setError((failure as Error).message);
    } finally {
      setBusy(false);
    }
  };
  const fields: ImportFields = {
    textOf,
    write(field, text) {
      if (field === "path") file.current = undefined;
      setTyped((before) => new Map(before).set(field, text));
      anew();
    },
    onEnter: () => void run(),
  };
  if (told?.category != null) return <Imported told={told} category={told.category} onFindTerms={onFindTerms} />;
  const ofFile = (chosen: File) => {
    file.current = chosen;
    void run();
  };
  const inTheWay = told?.inTheWay ?? null;
  return (
    <section class="cxw-meaning cxw-import" aria-busy={busy}>
      <DialogHead title={column === null ? "Import labels" : `Use ${column} as predictions`} />
      {column === null ? (
        <ImportOfFile fields={fields} error={error} onFile={ofFile} />
      ) : (
        <>
          <ImportField fields={fields} field="category" label="Category" autofocus />
          <ScoreChoice
            now={textOf("score")}
            note={known?.note ?? null}
            onChoose={(score) => fields.write("score", score)}
          />
          <ImportField fields={fields} field="by" label="Predicted by" placeholder="a tool" />
        </>
      )}
      {(error ?? problem) !== null && (
        <p class="cxw-error" role="alert">
          {error ?? problem}
        </p>
      )}
      {inTheWay !== null && (
        <p class="cxw-import-question" role="alert">
          {inTheWay} Replace its labels? Undo brings them back.
        </p>
      )}
      <footer class="cxw-meaning-foot">
        <span class="cxw-hint">
          {busy ? "Reading …" : "The labels keep their words, marked as predicted. The data stays as it is."}
        </span>
        {inTheWay === null ? (
          <button type="button" class="cxw-button cxw-primary" aria-disabled={busy} onClick={() => void run()}>
            Import
          </button>
        ) : (
          <NextStep text="Replace" onClick={() => void run(true)} />
        )}
      </footer>
    </section>
  );
}
