/** The path of a file of labels to compare with. */
import { useState } from "preact/hooks";
import { Field } from "../../ui/Field";
import { useAgreement, useView } from "../common/context";
import { ofFile } from "./people";

export function FileCard() {
  const agreement = useAgreement();
  const view = useView();
  const [path, setPath] = useState("");
  const compare = () => {
    if (path.trim() === "") return;
    agreement.toggle(ofFile(path.trim()));
    view.layer.close();
  };
  return (
    <section class="cxw-card" role="dialog" aria-label="A file to compare with">
      <Field
        label="File, where the kernel runs"
        hint="A draft of this widget, a CSV of cellxgene, or an answer to a page"
        placeholder="drafts/ana.csv"
        value={path}
        onInput={setPath}
        onEnter={compare}
        autofocus
      />
      <button type="button" class="cxw-button cxw-primary" aria-disabled={path.trim() === ""} onClick={compare}>
        Compare
      </button>
    </section>
  );
}
