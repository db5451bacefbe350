/** A column of numbers: its histogram, a range to brush or type. */
import { Icon } from "../../ui/icons";
import { openMenu } from "../../ui/Menu";
import { showDoubt } from "../common/alongGraph";
import { ColorDrop } from "../common/ColorDrop";
import { useNeighbors, useTraits, useView } from "../common/context";
import { MenuButton } from "../common/MenuButton";
import { OutdatedMark, useOutdated } from "../common/Outdated";
import { RangeChip, useRange } from "../common/RangeChip";
import { ValueHistogram } from "../common/ValueHistogram";

/** `component`: of an embedding, no column of the data. */
export function NumberBlock({ name, component }: { name: string; component?: boolean }) {
  const traits = useTraits();
  const view = useView();
  const section = `number:${name}`;
  const open = view.unfolded.value.has(section);
  const range = useRange(name);
  const neighbors = useNeighbors();
  const outdated = useOutdated(name);
  const menu = (anchor: HTMLElement) =>
    openMenu(view.layer, anchor, `Number ${name}`, [
      {
        choices: [
          { text: "Colour by", onSelect: () => traits.set("color", name) },
          ...(outdated === null
            ? []
            : [
                {
                  text: "Doubt again",
                  needs: "doubt",
                  hint: "labels changed",
                  onSelect: () => showDoubt({ neighbors }, view, anchor, outdated),
                },
              ]),
          ...(component
            ? []
            : [
                {
                  text: "Copy to labels",
                  needs: "create_category like",
                  hint: "whole numbers",
                  onSelect: () => {
                    view.creating.value = { like: name };
                  },
                },
              ]),
        ],
      },
    ]);
  return (
    <section class="cxw-number" aria-label={`Number ${name}`}>
      <header class="cxw-category-head">
        <button
          type="button"
          class="cxw-fold"
          aria-expanded={open}
          title={name}
          onClick={() => view.fold(section, !open)}
        >
          <Icon name={open ? "down" : "right"} />
          <span class="cxw-ellipsis">{name}</span>
        </button>
        {outdated !== null && <OutdatedMark how={`"Doubt again" in the menu of the number`} />}
        {range && <RangeChip name={name} range={range} />}
        <MenuButton label={`Menu of number ${name}`} onOpen={menu} />
        <ColorDrop name={name} />
      </header>
      {open && <ValueHistogram name={name} range={range} />}
    </section>
  );
}
