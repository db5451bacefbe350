/** Which section of the tissue a plot shows, and its image beneath the cells. */
import { useId } from "preact/hooks";
import { Slider } from "../../ui/Slider";
import { cells } from "../../words";
import { useData, useRegions, useTissue, useTraits, useView } from "../common/context";
import { openReadRegions } from "../regions/regionChoices";
import { sectionsOf } from "./sections";

export function TissueCard({ nth }: { nth: 0 | 1 }) {
  const data = useData();
  const traits = useTraits();
  const tissue = useTissue();
  const regions = useRegions();
  const view = useView();
  const select = useId();
  const { shown, choices, show, beside } = sectionsOf(nth, { data, traits }, view.plots);
  if (!shown) return null;
  const { library } = shown;
  const picture = library === null ? null : tissue.of(library);
  const settings = view.plots.tissue;
  const nCells = data.dataset.value?.nCells ?? 0;
  const change = (to: Partial<typeof settings.value>) => {
    settings.value = { ...settings.peek(), ...to };
  };
  return (
    <section class="cxw-card cxw-tissue-card" aria-label="Tissue">
      <h2>Tissue</h2>
      {choices.length > 1 && (
        <div class="cxw-tissue-section">
          <label for={select}>Section</label>
          <select
            id={select}
            title={shown.section ?? "All sections"}
            data-autofocus
            value={shown.key}
            onChange={({ currentTarget }) => show(currentTarget.value)}
          >
            {choices.map(({ key, section }) => (
              <option key={key} value={key}>
                {section ?? "All sections"}
              </option>
            ))}
          </select>
          <p class="cxw-hint">{cells(nCells - shown.nElsewhere)}</p>
        </div>
      )}
      {picture?.image ? (
        <>
          <label class="cxw-tissue-shown">
            <input
              type="checkbox"
              class="cxw-check"
              checked={settings.value.shown}
              onChange={({ currentTarget }) => change({ shown: currentTarget.checked })}
            />
            Image beneath the cells
          </label>
          <Slider
            label="Opacity of the image"
            min={0}
            max={100}
            step={5}
            value={Math.round(100 * settings.value.opacity)}
            text={`${Math.round(100 * settings.value.opacity)} %`}
            // who turns it up wants to see it
            onInput={(percent) => change({ opacity: percent / 100, ...(percent > 0 && { shown: true }) })}
          />
        </>
      ) : (
        <p class="cxw-hint">{whyNoImage(library, picture, choices.length)}</p>
      )}
      {regions.all.value.length > 0 && (
        <label class="cxw-tissue-shown">
          <input
            type="checkbox"
            class="cxw-check"
            checked={view.plots.outlines.value}
            onChange={({ currentTarget }) => {
              view.plots.outlines.value = currentTarget.checked;
            }}
          />
          Outlines of regions
        </label>
      )}
      <button
        type="button"
        class="cxw-button"
        onClick={({ currentTarget }) => openReadRegions(view, currentTarget, "regions")}
      >
        Read regions …
      </button>
      {beside && (
        <button
          type="button"
          class="cxw-button"
          onClick={() => {
            view.layer.close();
            beside();
          }}
        >
          Two sections side by side
        </button>
      )}
    </section>
  );
}

function whyNoImage(library: string | null, picture: { why: readonly string[] } | null, n: number): string {
  if (library === null) return n > 1 ? "Choose one section to see its image." : "There is no image of it.";
  if (!picture) return "Reading the image…";
  return picture.why.length > 0 ? `There is no image to draw: ${picture.why.join("; ")}.` : "There is no image of it.";
}
