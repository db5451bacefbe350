/** Other ways out of the draft than merging: files in the field's formats, a report in words. */
import { useLabels, useView } from "../common/context";
import { openExport, openPage, openReport } from "../labels/categoryDialogs";

/** `anchor`: what the card hangs on, for it is gone when the dialog is there. */
export function WaysOut({ anchor }: { anchor: HTMLElement }) {
  const labels = useLabels();
  const view = useView();
  const page = (
    <div class="cxw-merge-begin">
      <p class="cxw-hint">This view as one file, whose answer comes back.</p>
      <button type="button" class="cxw-button" onClick={() => openPage(view, anchor)}>
        Page for a colleague …
      </button>
    </div>
  );
  const others = (
    <div class="cxw-merge-begin">
      <p class="cxw-hint">Files for CAP, CELLxGENE and CAS; a report for your methods.</p>
      <button type="button" class="cxw-button" onClick={() => openExport(view, anchor, null)}>
        Export …
      </button>
      <button type="button" class="cxw-button" onClick={() => openReport(view, anchor, null)}>
        Report …
      </button>
    </div>
  );
  return (
    <section class="cxw-draft-part" aria-label="Export, report, page">
      {labels.categories.value.length > 0 && others}
      {page}
    </section>
  );
}
