/** What the cell under the pointer is: its name, its labels, the value it is colored by. */
import { useEffect } from "preact/hooks";
import type { DatasetStore } from "../../store/data/dataset";
import { pairOf } from "../../store/data/pairs";
import type { Slice } from "../../store/store";
import { Swatch } from "../../ui/Swatch";
import { number } from "../../words";
import {
  useColorBy,
  useData,
  useLabels,
  useNames,
  useOwnCodes,
  useProblems,
  useTraits,
  useView,
} from "../common/context";

const OFFSET = 14;
const WIDTH = 240;

interface Fact {
  what: string;
  value: string;
  color?: string | undefined;
  hatched?: boolean | undefined;
}

function factsAbout(cell: number, { labels, ownCodes, colorBy }: Slice<"labels" | "ownCodes" | "colorBy">): Fact[] {
  // The arrays are patched in place: the counter tells that they were.
  ownCodes.patched.value;
  const facts: Fact[] = labels.categories.value.flatMap((category) => {
    const codes = ownCodes.cached.value.get(category.id)?.codes;
    if (!codes) return [];
    const label = category.labels.find(({ code }) => code === codes[cell]);
    return [{ what: category.name, value: label?.name ?? "unassigned", color: label?.color, hatched: label?.reserved }];
  });
  const picture = colorBy.picture.value;
  // labels of own categories are told above, but for those that stand for them
  if (picture.kind === "codes" && (picture.own === null || picture.as)) {
    const entry = colorBy.entries.value.find(({ code }) => code === picture.codes[cell]);
    facts.push({
      what: picture.name,
      value: entry?.name ?? (picture.as ? "unassigned" : "no value"),
      color: entry?.color,
    });
  } else if (picture.kind === "values") {
    const value = picture.values[cell] ?? Number.NaN;
    facts.push({ what: picture.name, value: Number.isNaN(value) ? "no value" : number(value) });
  }
  return facts;
}

/** Where the cell is on axes that mean something. */
function placeOf(cell: number, key: string | null, data: DatasetStore): Fact[] {
  const pair = pairOf(key);
  const xy = pair && key && data.at(key)?.xy;
  if (!xy) return [];
  return pair.map((what, axis) => ({ what, value: number(xy[2 * cell + axis] ?? Number.NaN) }));
}

export function HoverCard({ pane }: { pane: number }) {
  const data = useData();
  const colorBy = useColorBy();
  const traits = useTraits();
  const problems = useProblems();
  const ownCodes = useOwnCodes();
  const names = useNames();
  const labels = useLabels();
  const view = useView();
  // the other pane only rings the cell
  const hover = view.hover.value?.pane === pane ? view.hover.value : null;
  const active = hover !== null;
  const categories = labels.categories.value;
  useEffect(() => {
    // Labels of categories that are not on screen are fetched at the first hover.
    if (active) for (const { id } of categories) ownCodes.pull(id).catch(problems.report);
  }, [active, categories, ownCodes, problems]);
  if (!hover) return null;
  const name = names.of(hover.cell);
  const key = pane === 0 ? traits.embedding.value : view.plots.second.value;
  const facts: Fact[] = [
    { what: "Cell", value: name ?? "…" },
    ...placeOf(hover.cell, key, data),
    ...factsAbout(hover.cell, { labels, ownCodes, colorBy }),
  ];
  // On the other side of the pointer where the card would leave the plot.
  const style = {
    left: `clamp(8px, ${hover.x + OFFSET}px, calc(100% - ${WIDTH + 8}px))`,
    ...(hover.y > 160 ? { bottom: `calc(100% - ${hover.y - OFFSET}px)` } : { top: `${hover.y + OFFSET}px` }),
  };
  return (
    <dl class="cxw-hover" style={style}>
      {facts.map(({ what, value, color, hatched }, i) => (
        // By place: a category may be called "Cell" or as the column below it.
        <div key={i}>
          <dt class="cxw-ellipsis">{what}</dt>
          <dd>
            {color && <Swatch color={color} hatched={hatched} />}
            <span class="cxw-ellipsis">{value}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
