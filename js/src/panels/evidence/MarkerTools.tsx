/** Which of the markers are listed, and what takes them elsewhere: the clipboard, a file. */
import { asText, type Way } from "../../store/evidence/markerListing";
import { copyText } from "../../ui/copyText";
import { Icon } from "../../ui/icons";
import { saveFile } from "../../ui/saveFile";
import type { MarkerRow, MarkerTable } from "../../wire/types";
import { count } from "../../words";
import { useMarkers, useView } from "../common/context";
import { SearchField } from "../common/SearchField";

const WAYS: readonly (readonly [Way, string, string])[] = [
  ["up", "Up", "Genes that are higher in the selected cells"],
  ["down", "Down", "Genes that are lower in the selected cells"],
  ["both", "Both", "All genes"],
];

export function MarkerTools({ table, shown }: { table: MarkerTable; shown: readonly MarkerRow[] }) {
  const markers = useMarkers();
  const view = useView();
  const { way, wanted, go } = markers.listing;
  const genes = shown.length === 1 ? "1 gene" : `${count(shown.length)} genes`;
  const copy = async () => {
    await copyText(await asText(shown, table, "\t"));
    view.say({ text: `Copied ${genes} as a table`, undoes: null });
  };
  const save = async () =>
    saveFile(new Blob([await asText(shown, table, ",")], { type: "text/csv;charset=utf-8" }), "markers.csv");
  return (
    <div class="cxw-markers-which">
      <SearchField
        label="Find among the markers"
        placeholder="Find genes"
        value={wanted.value}
        onInput={(text) => {
          wanted.value = text;
        }}
      />
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset can't be laid out as a segmented control in every browser */}
      <div class="cxw-segments cxw-markers-way" role="group" aria-label="Genes that go">
        {WAYS.map(([one, text, title]) => (
          <button key={one} type="button" title={title} aria-pressed={way.value === one} onClick={() => go(one)}>
            {text}
          </button>
        ))}
      </div>
      <span class="cxw-pair">
        <button
          type="button"
          class="cxw-icon-button"
          aria-label="Copy the markers"
          title={`Copy ${genes} as a table, as listed`}
          onClick={() => void view.attempt(copy())}
        >
          <Icon name="copy" />
        </button>
        <button
          type="button"
          class="cxw-icon-button"
          aria-label="Save the markers as CSV"
          title={`Save ${genes} as CSV, as listed`}
          onClick={() => void view.attempt(save())}
        >
          <Icon name="save" />
        </button>
      </span>
    </div>
  );
}
