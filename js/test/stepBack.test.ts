/** Esc: one step at a time, in one order, wherever it is pressed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { signal } from "@preact/signals";
import { type Steps, stepBack } from "../src/panels/common/stepBack";
import type { View } from "../src/view/view";

test("Esc drops what is drawn, leaves what covers the plot, then clears picks, filters and the part, one at a press", () => {
  const done: string[] = [];
  let drawn = true;
  const [full, drawer] = [signal(true), signal<string | null>("left")];
  const [picks, filters, part] = [signal({ steps: [{}] }), signal(new Map([["x", {}]])), signal<object | null>({})];
  const selection = {
    picks,
    filters,
    async clearPicks() {
      done.push("picks");
      picks.value = { steps: [] };
    },
    async clear() {
      done.push("filters");
      filters.value = new Map();
    },
  } as unknown as Steps;
  const pane = {
    stopDrawing() {
      if (!drawn) return false;
      done.push("drawn");
      drawn = false;
      return true;
    },
  };
  const looking = {
    part,
    all() {
      done.push("part");
      part.value = null;
    },
  };
  const view = { plots: { panes: new Set([pane]) }, room: { full, drawer }, looking, attempt: () => {} };
  full.subscribe((now) => now || done.push("full"));
  drawer.subscribe((now) => now ?? done.push("drawer"));
  for (let press = 0; press < 9; press++) stepBack(selection, view as unknown as View);
  assert.deepEqual(done, ["drawn", "full", "drawer", "picks", "filters", "part"]);
});
