/** How it was done, in words for a paper: Markdown to copy or to save. */
import { useState } from "preact/hooks";
import { copyText } from "../../ui/copyText";
import { saveFile } from "../../ui/saveFile";
import { useData, useTakingAway, useTraits } from "../common/context";
import { DialogHead } from "../common/DialogHead";
import { useAnswer } from "../common/useAnswer";
import { fileNameFor, nameOfData } from "./fileNameFor";

/** `category`: null: all of them. */
export function ReportDialog({ category }: { category: string | null }) {
  const data = useData();
  const traits = useTraits();
  const takingAway = useTakingAway();
  const { value, problem } = useAnswer(() => takingAway.report(category ?? undefined), category ?? "");
  const [copied, setCopied] = useState(false);
  const copy = async (text: string) => {
    await copyText(text);
    setCopied(true);
  };
  const save = (text: string) =>
    saveFile(
      new Blob([text], { type: "text/markdown;charset=utf-8" }),
      fileNameFor(nameOfData(data.dataset.peek()?.name, traits.status.peek().name), category ?? "", "report"),
    );
  return (
    <section class="cxw-meaning cxw-report">
      <DialogHead title={category === null ? "Report" : `Report on ${category}`} />
      {problem !== null ? (
        <p class="cxw-error" role="alert">
          {problem}
        </p>
      ) : (
        <textarea class="cxw-mono" aria-label="Report" readOnly rows={18} value={value ?? "Writing …"} />
      )}
      <footer class="cxw-meaning-foot">
        <span class="cxw-hint">Markdown, from the history of the draft.</span>
        <button
          type="button"
          class="cxw-button"
          disabled={value === null}
          onClick={() => value !== null && save(value)}
        >
          Save
        </button>
        <button
          type="button"
          class="cxw-button cxw-primary"
          data-autofocus
          aria-disabled={value === null}
          onClick={() => value !== null && void copy(value)}
        >
          {copied ? "Copied" : "Copy"}
        </button>
      </footer>
    </section>
  );
}
