/** Outlines of QuPath, Xenium Explorer or our own become regions: from a path, or a file of this computer. */
import { useRef, useState } from "preact/hooks";
import { Field } from "../../ui/Field";
import { useRegions, useTraits, useView } from "../common/context";
import { DialogHead } from "../common/DialogHead";
import { FileLink } from "../common/FileLink";

/** `category`: what is there when it opens. */
export function ReadRegions({ category: usual }: { category: string }) {
  const regions = useRegions();
  const traits = useTraits();
  const view = useView();
  const [path, setPath] = useState("");
  const [category, setCategory] = useState(usual);
  const [scale, setScale] = useState("1");
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const once = useRef(false);
  const read = async (file?: File) => {
    if (once.current) return;
    const times = Number(scale.replace(",", "."));
    if (!(times > 0) || !Number.isFinite(times)) return setError("The scale is a number above 0.");
    once.current = true;
    setBusy(true);
    try {
      const body = { category, basis: traits.embedding.peek(), scale: times, ...(!file && { path }) };
      const { message, revision, notes } = await regions.read(body, file);
      view.say({ text: [message, ...notes].join(". ").replace(/\.$/, ""), undoes: revision });
      view.layer.close();
    } catch (failure) {
      setError((failure as Error).message);
    } finally {
      once.current = false;
      setBusy(false);
    }
  };
  const typed = (set: (text: string) => void) => (text: string) => {
    set(text);
    setError(null);
  };
  const onEnter = () => void read();
  return (
    <section class="cxw-meaning" aria-busy={busy}>
      <DialogHead title="Read regions" />
      <Field
        label="File, where the kernel runs"
        placeholder="annotations.geojson"
        hint="GeoJSON, as QuPath exports annotations, or the CSV of selections of Xenium Explorer"
        value={path}
        onInput={typed(setPath)}
        onEnter={onEnter}
        autofocus
      />
      <FileLink
        text="Or a file of this computer …"
        label="File of regions"
        accept=".geojson,.json,.csv"
        class="cxw-region-file"
        onFile={(file) => void read(file)}
      />
      <Field label="Category" value={category} onInput={typed(setCategory)} onEnter={onEnter} />
      <Field
        label="Scale"
        hint="What one unit of the file is here: 0.2125 for pixels of a Xenium image where places are in µm"
        value={scale}
        onInput={typed(setScale)}
        onEnter={onEnter}
      />
      {error !== null && (
        <p class="cxw-error" role="alert">
          {error}
        </p>
      )}
      <footer class="cxw-meaning-foot">
        <span class="cxw-hint">{busy ? "Reading …" : "Cells within several regions get the last one’s label."}</span>
        <button type="button" class="cxw-button cxw-primary" aria-disabled={busy} onClick={() => void read()}>
          Read
        </button>
      </footer>
    </section>
  );
}
