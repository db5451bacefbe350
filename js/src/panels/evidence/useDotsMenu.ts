/** What else can be done with the dot plot. */
import { type MenuSection, openMenu } from "../../ui/Menu";
import { useDots, useGeneSets, useSelection, useView } from "../common/context";
import { openPicture } from "../picture/openPicture";

export function useDotsMenu(): (anchor: HTMLElement) => void {
  const selection = useSelection();
  const geneSets = useGeneSets();
  const dots = useDots();
  const view = useView();
  return (anchor) => {
    const sets = (geneSets.all.peek() ?? []).filter((set) => set.genes.some(({ known }) => known));
    const nothing = selection.n.peek() === 0;
    const all: MenuSection[] = [
      {
        choices: [
          {
            text: "Add markers of the selection",
            ...(nothing && { hint: "select first" }),
            onSelect: () => (nothing ? undefined : dots.addMarkers()),
          },
          {
            text: "Scale each gene from 0 to 1",
            checked: dots.scaled.peek(),
            onSelect: () => {
              dots.scaled.value = !dots.scaled.peek();
            },
          },
          ...(dots.table.peek() === null
            ? []
            : [{ text: "Picture…", leads: true, onSelect: () => openPicture(view, anchor, "dots") }]),
          { text: "Take out all genes", onSelect: dots.clear },
        ],
      },
      {
        heading: "Genes of a set",
        choices: sets.map((set) => ({
          text: set.name,
          hint: String(set.genes.length),
          onSelect: () =>
            dots.add(
              set.genes.map(({ name }) => name),
              set.name,
            ),
        })),
      },
    ];
    openMenu(
      view.layer,
      anchor,
      "Dot plot",
      all.filter(({ choices }) => choices.length > 0),
    );
  };
}
