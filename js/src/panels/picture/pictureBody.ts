/** What is asked for a picture, from what is on screen and what was chosen. */
import type { Traits } from "../../store/base/traits";
import { colorInWords } from "../../store/data/nesting";
import type { Slice } from "../../store/store";
import type { PictureChoices } from "../../view/plotSettings";
import type { View } from "../../view/view";
import type { PictureBody } from "../../wire/pictureBody";

export type What = PictureBody["what"];

/** Room for a legend beside a plot, in CSS pixels. */
const LEGEND = 190;
/** A picture is no smaller than this, however little room the plot has. */
const [NARROWEST, LOWEST] = [420, 320];

/** As matplotlib calls them. */
const MAPS = { viridis: "viridis", magma: "magma", cividis: "cividis", RdBu: "RdBu_r" } as const;

export function pictureBody(
  { traits, dots, selection }: Slice<"traits" | "dots" | "selection">,
  view: View,
  what: What,
  choices: PictureChoices,
): PictureBody {
  const { plots } = view;
  const { format, scale, names, legend, counts, theme, transparent } = choices;
  const looks = [...plots.panes].map((pane) => pane.look()).slice(0, what === "panes" ? 2 : 1);
  const ends = plots.scale.value;
  const table = dots.table.value;
  return {
    what,
    format,
    scale,
    names,
    legend,
    counts,
    transparent,
    theme,
    title: choices.title ?? usualTitle(traits, what),
    selected: choices.selected && selection.n.value > 0,
    size: sizeOf(looks, legend),
    limits: looks.map((look) => (choices.asInView ? (look?.limits ?? null) : null)),
    cmap: MAPS[plots.map.value],
    point_size: plots.points.value.size,
    opacity: plots.points.value.opacity,
    image: plots.tissue.value.shown ? plots.tissue.value.opacity : 0,
    outlines: plots.outlines.value,
    ...(ends && ends.low < ends.high && { low: ends.low, high: ends.high }),
    ...(what === "panes" && plots.second.value !== null && { second: plots.second.value }),
    ...(what === "dots" &&
      table && { by: table.by, genes: table.genes, scaled: dots.scaled.value, order: dots.order.value }),
  };
}

export function usualTitle({ color, categories }: Pick<Traits, "color" | "categories">, what: What): string {
  return what === "dots" || color.value === null ? "" : colorInWords(color.value, categories.value);
}

function sizeOf(looks: readonly ({ width: number; height: number } | null)[], legend: boolean): [number, number] {
  let [width, height] = [0, LOWEST];
  for (const look of looks) {
    width += look?.width ?? 0;
    height = Math.max(height, look?.height ?? 0);
  }
  return [Math.max(NARROWEST, Math.round(width)) + (legend ? LEGEND : 0), Math.round(height)];
}
