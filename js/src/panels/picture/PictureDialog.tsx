/** What is on screen as a file: how, a preview of exactly that, and a button. */
import { useState } from "preact/hooks";
import { Field } from "../../ui/Field";
import { Icon } from "../../ui/icons";
import { saveFile } from "../../ui/saveFile";
import type { PictureChoices } from "../../view/plotSettings";
import { count } from "../../words";
import { useDots, usePictures, useSelection, useTraits, useView } from "../common/context";
import { Choices, Tick } from "./Choices";
import { copyPicture, whyNoCopy } from "./copyPicture";
import { pictureBody, usualTitle, type What } from "./pictureBody";
import { useDrawnPicture } from "./useDrawnPicture";

const FORMATS = [
  ["png", "PNG"],
  ["svg", "SVG"],
  ["pdf", "PDF"],
] as const;
const SCALES = [
  [1, "1×"],
  [2, "2×"],
  [3, "3×"],
  [4, "4×"],
] as const;

export function PictureDialog({ first }: { first: What }) {
  const view = useView();
  const traits = useTraits();
  const selection = useSelection();
  const dots = useDots();
  const pictures = usePictures();
  const [what, setWhat] = useState<What>(first);
  const [making, setMaking] = useState<"save" | "copy" | null>(null);
  const [said, setSaid] = useState<{ text: string; bad: boolean } | null>(null);
  const choices = view.plots.picture.value;
  const split = view.plots.second.value !== null;
  const body = pictureBody({ traits, dots, selection }, view, what, choices);
  const fresh = [traits.embedding.value, traits.color.value, traits.revision.value, selection.mask.value !== null];
  const preview = useDrawnPicture(body, fresh, making !== null);

  const choose = (changed: Partial<PictureChoices>) => {
    setSaid(null);
    view.plots.picture.value = { ...choices, ...changed };
  };
  const make = async (how: "save" | "copy") => {
    setMaking(how);
    setSaid(null);
    try {
      if (how === "save") {
        const file = await pictures.ask(body);
        if (file) {
          saveFile(file.blob, file.name);
          setSaid({ text: `Saved ${file.name}`, bad: false });
        }
      } else {
        const png = pictures.ask({ ...body, format: "png" }).then((file) => {
          if (!file) throw new Error("Cancelled.");
          return file.blob;
        });
        await copyPicture(png);
        setSaid({ text: "Copied as PNG", bad: false });
      }
    } catch (error) {
      setSaid({ text: (error as Error).message, bad: true });
    } finally {
      setMaking(null);
    }
  };
  const cells = what !== "dots";
  const kinds: readonly (readonly [What, string])[] = [
    ["plot", "Plot"],
    ...(split ? ([["panes", "Both plots"]] as const) : []),
    ...(dots.table.value ? ([["dots", "Dot plot"]] as const) : []),
  ];
  const nothing = selection.n.value === 0;
  const noCopy = whyNoCopy();
  const done = pictures.progress.value;
  return (
    <section class="cxw-picture">
      <header class="cxw-dialog-head">
        <h2>Picture</h2>
        <button type="button" class="cxw-icon-button" aria-label="Close" onClick={view.layer.close}>
          <Icon name="close" />
        </button>
      </header>
      <figure
        class="cxw-picture-preview"
        aria-label="Preview"
        aria-busy={preview.busy}
        data-transparent={choices.transparent}
        style={{ colorScheme: choices.transparent ? choices.theme : undefined }}
      >
        {preview.problem !== null ? (
          <p class="cxw-error" role="alert">
            {preview.problem}
          </p>
        ) : (
          preview.url !== null && <img src={preview.url} alt="As it will be saved" />
        )}
        {preview.busy && making === null && <span class="cxw-picture-busy">Drawing…</span>}
      </figure>
      <div class="cxw-picture-options">
        {kinds.length > 1 && <Choices name="What" choices={kinds} now={what} onChoose={setWhat} />}
        <Choices name="Format" choices={FORMATS} now={choices.format} onChoose={(format) => choose({ format })} />
        <Choices
          name="Size"
          choices={SCALES}
          now={choices.scale}
          disabled={choices.format !== "png"}
          onChoose={(scale) => choose({ scale })}
        />
        <p class="cxw-hint">{sizeInWords(choices, preview.file)}</p>
        {cells && (
          <Choices
            name="Cells"
            choices={[
              ["all", "All"],
              ["view", "As in view"],
            ]}
            now={choices.asInView ? "view" : "all"}
            onChoose={(which) => choose({ asInView: which === "view" })}
          />
        )}
        <Choices
          name="Background"
          choices={[
            ["light", "Light"],
            ["dark", "Dark"],
          ]}
          now={choices.theme}
          onChoose={(theme) => choose({ theme })}
        />
        <div class="cxw-picture-ticks">
          {cells && <Tick label="Names" on={choices.names} onTurn={(names) => choose({ names })} />}
          <Tick label="Legend" on={choices.legend} onTurn={(legend) => choose({ legend })} />
          <Tick label="Cell counts" on={choices.counts} onTurn={(counts) => choose({ counts })} />
          <Tick label="Transparent" on={choices.transparent} onTurn={(transparent) => choose({ transparent })} />
          {cells && (
            <Tick
              label="Selection"
              on={choices.selected && !nothing}
              disabled={nothing}
              title={nothing ? "Nothing is selected" : "The selected cells outlined, the others faded"}
              onTurn={(selected) => choose({ selected })}
            />
          )}
        </div>
        <Field
          label="Title"
          placeholder="No title"
          value={choices.title ?? usualTitle(traits, what)}
          onInput={(title) => choose({ title })}
        />
      </div>
      <footer class="cxw-picture-foot">
        <span class={said?.bad ? "cxw-error" : "cxw-hint"} role="status" title={said?.text}>
          {making !== null ? `Drawing… ${Math.round(100 * (done ?? 0))} %` : said?.text}
        </span>
        {making !== null ? (
          <button type="button" class="cxw-button" onClick={pictures.callOff}>
            Cancel
          </button>
        ) : (
          <button
            type="button"
            class="cxw-button"
            aria-disabled={noCopy !== null}
            title={noCopy ?? "Copy as PNG"}
            onClick={() => noCopy === null && void make("copy")}
          >
            Copy
          </button>
        )}
        <button
          type="button"
          class="cxw-button cxw-primary"
          data-autofocus
          aria-disabled={making !== null}
          onClick={() => making === null && void make("save")}
        >
          Save
        </button>
      </footer>
    </section>
  );
}

function sizeInWords({ format, scale }: PictureChoices, file: { width: number; height: number } | null): string {
  if (!file) return " ";
  const [width, height] = [file.width, file.height];
  if (format === "png") return `${count(Math.round(scale * width))} × ${count(Math.round(scale * height))} pixels`;
  return `${inches(width)} × ${inches(height)} inches, text stays text`;
}

function inches(pixels: number): string {
  return (pixels / 96).toFixed(1);
}
