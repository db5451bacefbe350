/** A file of labels: its path where the kernel runs, or one of the computer that the browser is on. */
import { useRef } from "preact/hooks";
import { FileLink } from "../common/FileLink";
import { ImportField, type ImportFields } from "./ImportField";

interface ImportOfFileProps {
  fields: ImportFields;
  error: string | null;
  onFile: (file: File) => void;
}

export function ImportOfFile({ fields, error, onFile }: ImportOfFileProps) {
  // opened once they are asked for, and then left alone: they are written in
  const asked = useRef(false);
  asked.current ||= error?.includes("label=") ?? false;
  return (
    <>
      <ImportField
        fields={fields}
        field="path"
        label="File, where the kernel runs"
        placeholder="predictions.csv"
        hint="CSV or TSV, as celltypist, popV, Azimuth, MapMyCells or cellxgene write it, or the folder of celltypist"
        autofocus
      />
      <FileLink
        text="Or a file of this computer …"
        label="File of labels"
        accept=".csv,.tsv,.txt,.gz"
        class="cxw-import-file"
        onFile={onFile}
      />
      <ImportField fields={fields} field="category" label="Category" placeholder="as the tool is called" />
      <details class="cxw-export-about" open={asked.current || undefined}>
        <summary>Columns, if they are not known</summary>
        <div>
          <ImportField fields={fields} field="label" label="Column of labels" />
          <ImportField fields={fields} field="score" label="Column of scores" />
          <ImportField fields={fields} field="by" label="Predicted by" placeholder="a tool" />
        </div>
      </details>
    </>
  );
}
