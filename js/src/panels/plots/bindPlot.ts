/** Ties a Plot to the store: what it draws follows the signals, what a person does in it becomes actions. */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { SelectMode } from "../../geometry/selectMode";
import { type Box, Plot, type Size } from "../../plot/Plot";
import { type Entry, paletteOf } from "../../store/data/colorBy";
import type { Coordinates } from "../../store/data/embeddings";
import { pairOf } from "../../store/data/pairs";
import { ramp } from "../../store/data/ramps";
import type { Slice } from "../../store/store";
import type { Pane } from "../../view/plotSettings";
import type { View } from "../../view/view";
import { stepBack } from "../common/stepBack";
import { bindRegions } from "./bindRegions";
import { bindTissue } from "./bindTissue";

/** Cells without a label or value; in the light a grey that is lighter, in the dark one that is darker than a label. */
const THEMES = {
  light: { background: "#ffffff", dim: "#c4c8ce", accent: "#2563d4", text: "#1d1f23" },
  dark: { background: "#17181b", dim: "#5a5f68", accent: "#78a6ff", text: "#e8e9ec" },
};
/** A person has not seen what an outline in a sample would hold. */
const NOT_ALL_HERE = "Not all cells are here yet, nothing was selected: draw it again in a moment.";
/** So long cells that are here wait for their colour, which comes with them nearly always: then they are seen without. */
const COLOR_MS = 3000;
/** Names over the points help up to a point. */
const MOST_NAMES = 100;

export interface Shown {
  /** Which pane of the view. */
  nth: number;
  coordinates: ReadonlySignal<Coordinates | null>;
}

export function bindPlot(
  host: HTMLElement,
  store: Slice<"colorBy" | "data" | "selection" | "ownCodes" | "tissue" | "regions">,
  view: View,
  { nth, coordinates }: Shown,
  lifetime: AbortSignal,
) {
  const { colorBy, data, selection, ownCodes } = store;
  const { plots } = view;
  let grey = THEMES.light.dim;
  /** All cells are in the plot. Before that there is nothing, or a sample, in which a place is no cell. */
  let drawn = false;
  /** The embedding that some cells are seen in. */
  let sampled: string | null = null;
  let lassos = 0;
  const late = signal(false);
  let patience: ReturnType<typeof setTimeout> | undefined;
  /** Says that the first picture need not be waited for. */
  const painted = nth === 0 ? data.painter() : () => {};

  /** The label or level that a cell shows, to select all like it. */
  function entryOf(cell: number): Entry | undefined {
    const picture = colorBy.picture.peek();
    // a label of an earlier version is none that cells can be selected by
    if (!drawn) return undefined;
    if (picture.kind !== "codes" || picture.past) return undefined;
    return colorBy.entries.peek().find((entry) => entry.code === picture.codes[cell]);
  }
  /** Says so, and offers a way out, where a mode that was left on is why nothing is selected. */
  async function select(how: (mode: SelectMode) => Promise<void>, mode: SelectMode, focus: () => void): Promise<void> {
    const done = how(mode);
    const look = () => {
      if (selection.mask.peek()) focus();
      else if (mode === view.mode.peek() && (mode === "subtract" || mode === "intersect")) {
        const anew = () => {
          view.mode.value = "replace";
          void select(how, "replace", focus);
        };
        view.stuck.value = { mode, anew };
      }
    };
    // should it change once more before it is known, that is looked at then
    if (selection.unsure.peek()) selection.sure().then(look, () => {});
    else look();
    await view.attempt(done);
  }
  /** What cells were selected by, where they are seen. */
  const outlines = computed(() => {
    const basis = coordinates.value?.key;
    const all = selection.picks.value.steps.flatMap((step) => (step.lasso && step.basis === basis ? step.lasso : []));
    return all.length > 0 ? all : null;
  });
  const placed = (key: string) => ({ down: data.isDown(key), equal: data.componentsOf(key) !== null });
  const plot = new Plot(
    host,
    {
      async onLasso(polygon, mode) {
        if (!drawn) {
          plot.setLasso(null);
          return view.problems.report(new Error(NOT_ALL_HERE));
        }
        const basis = coordinates.peek()?.key;
        const own = ++lassos;
        await select((mode) => selection.lasso(polygon, mode, basis), mode, view.focusLabelField);
        // refused or given up, it is none that cells were selected by
        if (own === lassos) plot.setLasso(outlines.peek());
      },
      onClick(cell, mode) {
        const entry = cell === null ? undefined : entryOf(cell);
        const like = entry && colorBy.namesOf(entry);
        if (!like) return;
        void select(
          (mode) => selection.where(like.column, like.names, mode),
          mode,
          () => {},
        );
      },
      onHover(cell, x, y) {
        view.hover.value = cell === null || !drawn ? null : { cell, pane: nth, x, y };
      },
      onError(message) {
        // what ails both panes is said once
        if (nth === 0) view.problems.report(message);
      },
      onEscape() {
        stepBack(selection, view);
      },
      onDrawn() {
        if (drawn) painted();
      },
      onUnseen: painted,
    },
    lifetime,
  );
  const pane: Pane = {
    surface: plot.surface,
    fit: () => plot.fit(),
    zoomToSelected: () => void plot.zoomToSelected(),
    stopDrawing: () => plot.stopDrawing(),
    look: () => plot.look(),
  };
  plots.panes.add(pane);
  if (nth === 0)
    view.focusPlot = () => {
      view.room.full.value = false;
      plot.surface.focus({ preventScroll: true });
    };

  const stops = [
    effect(() => {
      const here = coordinates.value;
      if (!here) return;
      // once, and in their colour where that comes soon: to draw a million twice takes longer
      if (!drawn && colorBy.comesSoon.value && !late.value) {
        patience ??= setTimeout(() => {
          late.value = true;
        }, COLOR_MS);
        return;
      }
      drawn = true;
      view.problems.dismiss(NOT_ALL_HERE);
      // whoever has moved among some of the cells goes on there among all
      const stays = sampled === here.key;
      sampled = null;
      plot.setCoordinates(here.xy, pairOf(here.key), { ...placed(here.key), stays });
      if (document.hidden) painted(); // there are no frames
    }),
    effect(() => {
      const picture = colorBy.picture.value;
      if (picture.kind === "codes") plot.setCodes(picture.codes, paletteOf(colorBy.entries.peek(), grey));
      else if (picture.kind === "values") {
        const scale = plots.scale.value;
        plot.setValues(picture.values, scale?.low ?? 0, scale?.high ?? 1, ramp(plots.map.value));
      } else plot.setUniform([124, 132, 145, 255]);
    }),
    effect(() => {
      const some = data.sample.value;
      // which of them are in a part is not known
      if (!some || drawn || nth !== 0 || view.looking.part.value) return;
      sampled = some.key;
      plot.setCoordinates(some.xy, pairOf(some.key), placed(some.key));
      if (some.colored) plot.setCodes(some.colored.codes, paletteOf(colorBy.entriesOf(some.colored), grey));
    }),
    effect(() => {
      const entries = colorBy.entries.value;
      if (colorBy.picture.value.kind !== "codes") return plot.setLabels([], false);
      plot.setPalette(paletteOf(entries, grey));
      plot.setLabels(entries, entries.length <= MOST_NAMES);
    }),
    effect(() => plot.setSelected(selection.meant.value, selection.picks.value.steps.length > 0)),
    // after the coordinates, whose camera it is
    effect(() => plot.setShown(view.looking.part.value?.mask ?? null)),
    effect(() => plot.setLasso(outlines.value)),
    bindRegions(plot, store, plots, coordinates),
    bindTissue(plot, store, plots, coordinates),
    effect(() => plot.setTool(view.tools.of(nth))),
    effect(() => plot.setMode(view.mode.value)),
    effect(() => plot.setPoints(plots.points.value)),
    effect(() => {
      const hover = view.hover.value;
      plot.setHovered(hover && hover.pane !== nth ? hover.cell : null);
    }),
  ];
  ownCodes.onPatch(({ category, cells }) => {
    const picture = colorBy.picture.peek();
    if (drawn && picture.kind === "codes" && picture.own === category) plot.patchCodes(cells);
  }, lifetime);
  lifetime.addEventListener("abort", () => {
    for (const stop of stops) stop();
    clearTimeout(patience);
    painted();
    if (view.hover.peek()?.pane === nth) view.hover.value = null;
    plots.panes.delete(pane);
    if (nth === 0) view.focusPlot = () => {};
  });

  return {
    ...pane,
    crowd: (size: Size, boxes: readonly Box[]) => plot.crowd(size, boxes),
    setTheme(theme: "light" | "dark") {
      grey = THEMES[theme].dim;
      plot.setTheme(THEMES[theme]);
      if (colorBy.picture.peek().kind === "codes") plot.setPalette(paletteOf(colorBy.entries.peek(), grey));
    },
  };
}
