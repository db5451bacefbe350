/** In the head of the dot plot: larger, and what else can be done with it. */
import { Icon } from "../../ui/icons";
import { type MenuSection, openMenu } from "../../ui/Menu";
import { useDots, useGeneSets, useSelection, useView } from "../common/context";
import { MenuButton } from "../common/MenuButton";
import { LargeDots } from "./LargeDots";

export function DotsButtons() {
  const selection = useSelection();
  const geneSets = useGeneSets();
  const dots = useDots();
  const view = useView();
  const empty = dots.table.value === null;
  const openMore = (anchor: HTMLElement) => {
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
          { text: "Take out all genes", onSelect: dots.clear },
        ],
      },
      {
        heading: "Genes of a set",
        choices: sets.map((set) => ({
          text: set.name,
          hint: String(set.genes.length),
          onSelect: () => dots.add(set.genes.map(({ name }) => name)),
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
  return (
    <span class="cxw-pair">
      <button
        type="button"
        class="cxw-more"
        aria-label="Larger dot plot"
        title="Larger"
        aria-disabled={empty}
        onClick={({ currentTarget }) =>
          !empty &&
          view.layer.open({ kind: "dialog", label: "Dot plot", anchor: currentTarget, content: () => <LargeDots /> })
        }
      >
        <Icon name="full" />
      </button>
      <MenuButton label="Menu of the dot plot" onOpen={(anchor) => void openMore(anchor)} />
    </span>
  );
}
