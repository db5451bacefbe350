/** The notebook changes the data: what a page shows, and how far it says that it knows. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createStore } from "../src/store/store";
import { kernel } from "./kernel";
import { bits, N, NOTHING, openStore, over, said, turn, XY } from "./opened";

const HELLO = { dataset: { name: "pbmc", n_cells: N }, embeddings: [], columns: [], left_out: [], selection: NOTHING };
const changed = (seen: number, more: object = {}) => ({
  event: "data",
  seen,
  n_cells: null,
  embeddings: [],
  columns: [],
  genes: false,
  ...more,
});

test("a greeting that a change of the data overtook is asked for again: what it says is old", async () => {
  const python = kernel({ embedding: "X_umap" });
  const store = createStore(python.model, new AbortController().signal);
  void store.data.open();
  python.tell(changed(2, { embeddings: ["X_umap"] }));
  await python.answer("hello", { ...HELLO, seen: 1 });
  const nCells = () => store.data.dataset.value?.nCells;
  assert.equal(nCells(), undefined);
  await python.answer("hello", { ...HELLO, seen: 2 });
  assert.equal(nCells(), N);
  assert.equal(python.sent.at(-1)?.seen, 2, "lassos are taken for ones on what is shown");
});

test("what was selected while a greeting was on its way is not forgotten for what the greeting says", async () => {
  const { python, selected } = await openStore();
  python.tell(changed(1, { columns: ["louvain"] }));
  python.tell(said(2, [{ mode: "replace", n_cells: 2 }]), bits(1, 2));
  assert.deepEqual(selected(), [1, 2]);
  // written before it
  await python.answer("hello", { ...HELLO, seen: 1 });
  assert.deepEqual(selected(), [1, 2]);
  const { event: _, ...selection } = said(2, [{ mode: "replace", n_cells: 2 }]);
  await python.answer("hello", { ...HELLO, seen: 1, selection }, bits(1, 2));
  assert.deepEqual(selected(), [1, 2]);
});

test("coordinates that changed are drawn on again once they are here", async () => {
  const { python, store } = await openStore();
  python.tell(changed(1, { embeddings: ["X_umap"] }));
  await assert.rejects(store.selection.lasso(over(1, 2), "replace"), /is being read again/);
  await python.answer("coordinates", { n: N }, XY);
  void store.selection.lasso(over(1, 2), "replace").catch(() => {});
  await turn();
  assert.equal(python.sent.find(({ kind }) => kind === "select")?.seen, 1);
});
