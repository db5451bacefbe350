import assert from "node:assert/strict";
import { test } from "node:test";
import { signal } from "@preact/signals";
import { createStore } from "../src/store/store";
import { kernel } from "./kernel";

const N = 3;
/** Cells in a row: each embedding has them elsewhere. */
const places = (at: number) => Float32Array.from({ length: 2 * N }, (_, i) => (i % 2 ? 0 : at + i / 2));
const KEYS = ["X_umap", "X_pca", "spatial", "X_a", "X_b", "X_c", "X_d"];
const turn = () => new Promise((done) => setTimeout(done));

async function openStore() {
  const python = kernel({
    embedding: "X_umap",
  });
  const lifetime = new AbortController();
  const store = createStore(python.model, lifetime.signal);
  void store.data.open();
  await python.answer("hello", {
    dataset: { name: "pbmc", n_cells: N },
    embeddings: KEYS.map((key) => ({ key, name: key, n_missing: key === "spatial" ? 1 : 0 })),
    columns: [],
    left_out: [],
    selection: { n: 0, serial: 0, request: null, steps: [], filters: {}, can_undo: false, can_redo: false },
  });
  await python.answer("coordinates", { n: N }, places(0));
  const asked = () => python.sent.filter(({ kind }) => kind === "coordinates").map(({ embedding }) => embedding);
  return { python, store, asked };
}

test("a second embedding beside the first: pulled when wanted, and the former one stays until the next is here", async () => {
  const { python, store, asked } = await openStore();
  const pane = new AbortController();
  const second = signal<string | null>(null);
  const shown = store.data.follow(second, pane.signal);
  assert.deepEqual(asked(), ["X_umap"]);
  second.value = "X_pca";
  assert.deepEqual([shown.value], [null]);
  await python.answer("coordinates", { n: N }, places(10));
  assert.equal(shown.value?.key, "X_pca");
  second.value = "spatial";
  assert.equal(shown.value?.key, "X_pca");
  await python.answer("coordinates", { n: N }, places(20));
  assert.equal(shown.value?.key, "spatial");
  assert.equal(store.data.nMissing("spatial"), 1);
  assert.equal(store.data.coordinates.value?.key, "X_umap");
  // one that is at hand is not asked for again
  second.value = "X_umap";
  await turn();
  assert.equal(shown.value?.xy, store.data.coordinates.value?.xy);
  assert.deepEqual(asked(), ["X_umap", "X_pca", "spatial"]);
  pane.abort();
  second.value = "X_a";
  assert.deepEqual(asked(), ["X_umap", "X_pca", "spatial"]);
});

test("a lasso is evaluated in the embedding it was drawn in, at once", async () => {
  const { python, store } = await openStore();
  const pane = new AbortController();
  store.data.follow(signal("X_pca"), pane.signal);
  await python.answer("coordinates", { n: N }, places(10));
  const box = [
    [10.5, -1],
    [12.5, -1],
    [12.5, 1],
    [10.5, 1],
  ];
  void store.selection.lasso(box, "replace", "X_pca");
  assert.deepEqual([...(store.selection.mask.value ?? [])], [0, 1, 1]);
  assert.equal(python.sent.at(-1)?.basis, "X_pca");
  void store.selection.lasso(box, "replace");
  assert.equal(store.selection.mask.value, null);
  assert.equal(python.sent.at(-1)?.basis, "X_umap");
});

test("a few embeddings are kept besides those on screen, no more; a failed one is asked for again", async () => {
  const { python, store, asked } = await openStore();
  const pane = new AbortController();
  const second = signal<string | null>("X_pca");
  const shown = store.data.follow(second, pane.signal);
  for (const key of [...KEYS.slice(1), "X_pca"]) {
    second.value = key;
    await python.answer("coordinates", { n: N }, places(1));
    assert.equal(shown.value?.key, key);
  }
  // X_pca had gone meanwhile and was asked for twice; the one on screen never went
  assert.deepEqual(asked(), [...KEYS, "X_pca"]);
  assert.ok(store.data.at("X_umap"));
  assert.deepEqual(
    KEYS.filter((key) => store.data.at(key)),
    ["X_umap", "X_pca", "X_b", "X_c", "X_d"],
  );
  second.value = "X_a";
  await python.refuse("coordinates", "The file is gone.");
  await turn();
  assert.equal(shown.value?.key, "X_pca");
  second.value = null;
  second.value = "X_a";
  await python.answer("coordinates", { n: N }, places(5));
  assert.equal(shown.value?.key, "X_a");
});
