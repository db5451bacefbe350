/** What is sent of a selection to be kept as a region, and where an outline is drawn. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { isOn } from "../src/store/labels/regions";
import { recipeOf } from "../src/store/selection/regionSteps";

const LASSO = [
  [
    [0, 0],
    [1, 0],
    [1, 1],
  ],
];
const RANGE = { kind: "range", low: 1, high: 2 } as const;

test("lassos are sent with their modes", () => {
  const steps = [
    { mode: "replace", lasso: LASSO, basis: "spatial" },
    { mode: "subtract", lasso: LASSO, basis: "spatial" },
  ] as const;
  assert.deepEqual(recipeOf({ steps, picked: null }, new Map()), [
    { lasso: LASSO, basis: "spatial" },
    { mode: "subtract", lasso: LASSO, basis: "spatial" },
  ]);
});

test("what else chose the cells is told too, so that it can be refused", () => {
  const steps = [
    { mode: "replace", lasso: LASSO, basis: "spatial", nWithin: 3 },
    { mode: "add", where: { louvain: ["1"] } },
    { mode: "invert" },
  ] as const;
  assert.deepEqual(recipeOf({ steps, picked: null }, new Map([["n_genes", RANGE]])), [
    { lasso: LASSO, basis: "spatial", within: [3] },
    { mode: "add", where: { louvain: null } },
    { mode: "invert" },
    { mode: "intersect", where: { n_genes: null } },
  ]);
});

test("an outline is drawn on its places: of a section on it and on all, of all on every section", () => {
  const all = { key: "spatial", of: "spatial", section: null };
  const one = { key: "spatial[S1]", of: "spatial", section: "S1" };
  assert.equal(isOn("spatial[S1]", one), true);
  assert.equal(isOn("spatial[S1]", all), true);
  assert.equal(isOn("spatial", one), true);
  assert.equal(isOn("spatial[S2]", one), false);
  assert.equal(isOn("spatial_um", all), false);
  assert.equal(isOn("X_umap", all), false);
});
