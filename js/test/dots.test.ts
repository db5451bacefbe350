import assert from "node:assert/strict";
import { test } from "node:test";
import { shadesOf } from "../src/store/evidence/dots";
import { createStore } from "../src/store/store";
import { kernel } from "./kernel";

test("colours go from the lowest mean to the highest, or from 0 to 1 in each gene", () => {
  const table = { genes: ["a", "b", "c"], means: Float32Array.of(0, 2, 5, 1, 4, 5, 4, NaN, 5) };
  const plain = shadesOf(table, false);
  assert.deepEqual([plain.low, plain.high], [0, 5]);
  assert.deepEqual(
    [...plain.at].map((value) => Math.round(value * 100) / 100),
    [0, 0.4, 1, 0.2, 0.8, 1, 0.8, NaN, 1],
  );
  const scaled = shadesOf(table, true);
  assert.deepEqual([scaled.low, scaled.high], [0, 1]);
  // a gene that is the same in all is 0, as in scanpy
  assert.deepEqual([...scaled.at], [0, 0, 0, 0.25, 1, 0, 1, NaN, 0]);
  assert.deepEqual(shadesOf({ genes: ["a"], means: Float32Array.of(NaN) }, false).low, null);
});

const CATEGORY = { id: 1, name: "mine", labels: [], unassigned: 2 };

test("the dot plot asks while it is watched, again after an edit, and only the newest answer counts", async () => {
  const python = kernel({
    embedding: "X_umap",
    category: "mine",
    categories: [CATEGORY],
    revision: 1,
  });
  const store = createStore(python.model, new AbortController().signal);
  void store.data.open();
  await python.answer("hello", {
    dataset: { name: "pbmc", n_cells: 2 },
    embeddings: [{ key: "X_umap", name: "UMAP", n_missing: 0 }],
    columns: [
      { name: "louvain", kind: "category", n_missing: 0 },
      { name: "n", kind: "number", n_missing: 0 },
    ],
    left_out: [],
    selection: { n: 0, serial: 0, request: null, steps: [], filters: {}, can_undo: false, can_redo: false },
  });
  const { dots } = store;
  const asked = () => python.sent.filter(({ kind }) => kind === "dots");
  const body = { groups: ["x", null], n_cells: [1, 1], layer: "raw", unknown: [], left_out: 0 };
  dots.add(["A", "B", "A"]);
  assert.deepEqual(dots.choices.value, ["mine", "louvain"]);
  assert.equal(asked().length, 0);
  const ended = new AbortController();
  dots.watch(ended.signal);
  assert.deepEqual([asked()[0]?.by, asked()[0]?.genes], ["mine", ["A", "B"]]);
  python.set("revision", 2);
  assert.equal(asked().length, 2);
  await python.refuse("dots", "superseded");
  assert.equal(dots.problem.value, null);
  assert.ok(dots.loading.value);
  const numbers = Float32Array.of(1, 2, 3, 4, 0.1, 0.2, 0.3, 0.4);
  await python.answer("dots", { ...body, genes: ["A", "B"] }, numbers);
  assert.deepEqual([...(dots.table.value?.means ?? [])], [1, 2, 3, 4]);
  assert.equal(dots.loading.value, false);
  // a column of the data does not change with labels
  dots.goBy("louvain");
  assert.equal(asked().length, 3);
  python.set("revision", 3);
  assert.equal(asked().length, 3);
  await python.refuse("dots", "None of these genes is in the data: A, B.");
  assert.match(dots.problem.value ?? "", /None of these/);
  dots.addMarkers();
  assert.equal(asked().at(-1)?.n_markers, 6);
  await python.answer("dots", { ...body, genes: ["A", "M"] }, numbers);
  assert.deepEqual(dots.genes.value, ["A", "M"]);
  ended.abort();
  dots.add(["C"]);
  const before = asked().length;
  dots.clear();
  assert.deepEqual([dots.table.value, asked().length], [null, before]);
});
