/** What the menu of a category offers of regions: out as a file, in from one, their outlines on the plot. */
import type { Slice } from "../../store/store";
import type { MenuChoice } from "../../ui/Menu";
import { saveFile } from "../../ui/saveFile";
import type { View } from "../../view/view";
import type { Category } from "../../wire/messages";
import type { RegionFormat } from "../../wire/regionMessages";
import { ReadRegions } from "./ReadRegions";

export function openReadRegions(view: View, anchor: HTMLElement, category: string): void {
  const content = () => <ReadRegions category={category} />;
  view.layer.open({ kind: "dialog", label: "Read regions", anchor, content });
}

/** Empty where neither the category has regions nor the data tissue. */
export function regionChoices(
  { regions, data }: Slice<"regions" | "data">,
  view: View,
  anchor: HTMLElement,
  { name, labels }: Category,
): MenuChoice[] {
  const save = async (format: RegionFormat) => {
    const file = await regions.file(name, format);
    saveFile(file.blob, file.name);
    if (file.notes.length > 0) view.say({ text: file.notes.join(" ").replace(/\.$/, ""), undoes: null });
  };
  const shown = view.plots.outlines;
  const out: MenuChoice[] = labels.some(({ region }) => region)
    ? [
        {
          text: shown.peek() ? "Hide the outlines" : "Show the outlines",
          onSelect: () => {
            shown.value = !shown.peek();
          },
        },
        {
          text: "Save as GeoJSON",
          hint: "QuPath",
          needs: "regions_file",
          onSelect: () => void view.attempt(save("geojson")),
        },
        {
          text: "Save for Xenium Explorer",
          hint: "CSV",
          needs: "regions_file",
          onSelect: () => void view.attempt(save("xenium")),
        },
      ]
    : [];
  const tissue = data.dataset.peek()?.embeddings.some(({ yDown }) => yDown) === true;
  const into: MenuChoice[] = tissue
    ? [
        {
          text: "Read regions …",
          needs: "read_regions",
          leads: true,
          onSelect: () => openReadRegions(view, anchor, name),
        },
      ]
    : [];
  return [...out, ...into];
}
