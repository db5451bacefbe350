/** Ties a Plot to the store: what it draws follows the signals, what a person does in it becomes actions. */
import { effect } from "@preact/signals";
import { Plot } from "../plot/Plot";
import { type Entry, paletteOf } from "../store/colour";
import type { Store } from "../store/store";
import type { View } from "../store/view";
import { viridis } from "../store/viridis";
import { clearStepwise } from "./keys";

/** Cells without a label or value; in the light a grey that is lighter, in the dark one that is darker than a label. */
const THEMES = {
  light: { background: "#ffffff", dim: "#c4c8ce", accent: "#2563d4", text: "#1d1f23" },
  dark: { background: "#17181b", dim: "#5a5f68", accent: "#78a6ff", text: "#e8e9ec" },
};
/** Names over the points help up to a point. */
const MOST_NAMES = 100;

export function bindPlot(host: HTMLElement, store: Store, view: View, lifetime: AbortSignal) {
  const { data, colour, selection, ownCodes } = store;
  let grey = THEMES.light.dim;
  const ramp = viridis();

  /** The label or level that a cell shows, to select all like it. */
  function entryOf(cell: number): Entry | undefined {
    const picture = colour.picture.peek();
    if (picture.kind !== "codes") return undefined;
    return colour.entries.peek().find((entry) => entry.code === picture.codes[cell]);
  }
  const plot = new Plot(
    host,
    {
      async onLasso(polygon, mode) {
        const done = selection.lasso(polygon, mode);
        if (selection.mask.peek()) view.focusLabelField();
        await view.attempt(done);
      },
      onClick(cell, event) {
        const picture = colour.picture.peek();
        const entry = cell === null ? undefined : entryOf(cell);
        if (!entry || picture.kind !== "codes") return;
        const mode = event.shiftKey ? (event.altKey ? "intersect" : "add") : event.altKey ? "subtract" : "replace";
        void view.attempt(selection.where(picture.name, [entry.name], mode));
      },
      onHover(cell, x, y) {
        view.hover.value = cell === null ? null : { cell, x, y };
      },
      onError: view.problems.report,
      onEscape() {
        clearStepwise(store, view);
      },
    },
    lifetime,
  );
  view.focusPlot = () => host.querySelector<HTMLElement>("[tabindex='0']")?.focus({ preventScroll: true });

  const stops = [
    effect(() => {
      const here = data.coordinates.value;
      if (here) plot.setCoordinates(here.xy);
    }),
    effect(() => {
      const picture = colour.picture.value;
      if (picture.kind === "codes") plot.setCodes(picture.codes, paletteOf(colour.entries.peek(), grey));
      else if (picture.kind === "values")
        plot.setValues(picture.values, picture.range?.low ?? 0, picture.range?.high ?? 1, ramp);
      else plot.setUniform([124, 132, 145, 255]);
    }),
    effect(() => {
      const entries = colour.entries.value;
      if (colour.picture.value.kind !== "codes") return plot.setLabels([], false);
      plot.setPalette(paletteOf(entries, grey));
      plot.setLabels(entries, entries.length <= MOST_NAMES);
    }),
    effect(() => plot.setSelected(selection.mask.value)),
    effect(() => {
      const basis = data.coordinates.value?.key;
      const outlines = selection.picks.value.steps.flatMap((step) =>
        step.lasso && step.basis === basis ? step.lasso : [],
      );
      plot.setLasso(outlines.length > 0 ? outlines : null);
    }),
    effect(() => plot.setTool(view.tool.value)),
  ];
  ownCodes.onPatch(({ category, cells, code }) => {
    const picture = colour.picture.peek();
    if (picture.kind === "codes" && picture.own === category) plot.patchCodes(cells, code);
  }, lifetime);
  lifetime.addEventListener("abort", () => {
    for (const stop of stops) stop();
    view.hover.value = null;
    view.focusPlot = () => {};
  });

  return {
    fit: () => plot.fit(),
    setTheme(theme: "light" | "dark") {
      grey = THEMES[theme].dim;
      plot.setTheme(THEMES[theme]);
      if (colour.picture.peek().kind === "codes") plot.setPalette(paletteOf(colour.entries.peek(), grey));
    },
  };
}
