import assert from "node:assert/strict";
import { test } from "node:test";
import { lowestOf } from "../src/store/data/histogram";
import { createStore } from "../src/store/store";
import { share } from "../src/words";
import { kernel } from "./kernel";

const turn = () => new Promise((done) => setTimeout(done));

async function openStore(color: string | null = null) {
  const python = kernel({
    embedding: "X_umap",
    color,
  });
  const store = createStore(python.model, new AbortController().signal);
  void store.data.open();
  await python.answer("hello", {
    dataset: { name: "pbmc", n_cells: 3 },
    embeddings: [{ key: "X_umap", name: "UMAP", n_missing: 0 }],
    columns: [
      { name: "louvain", kind: "category", n_missing: 0, levels: [] },
      { name: "n_genes", kind: "number", n_missing: 0 },
    ],
    left_out: [],
    n_genes: 9,
    layer: "X",
    layers: ["X", "raw"],
    selection: { n: 0, serial: 0, request: null, steps: [], filters: {}, can_undo: false, can_redo: false },
  });
  // columns come after the first picture
  await python.answer("coordinates", { n: 3 }, Float32Array.of(0, 0, 1, 0, 0, 1));
  const asked = (kind: string) => python.sent.filter((sent) => sent.kind === kind);
  return { python, store, asked };
}

test("genes with the colour or a filter are in the list; columns, labels and sets are not", async () => {
  const { python, store } = await openStore("CD3D");
  assert.deepEqual(store.genes.shown.value, ["CD3D"]);
  python.set("color", "n_genes");
  python.set("color", "set: B");
  python.set("color", "CD79A");
  assert.deepEqual(store.genes.shown.value, ["CD3D", "CD79A"]);
  await store.genes.remove("CD79A");
  assert.equal(store.traits.color.value, "n_genes", "the colour before the genes");
  void store.filters.set("NKG7", { kind: "range", low: 1, high: null });
  assert.deepEqual(store.genes.shown.value, ["CD3D", "NKG7"]);
  void store.genes.remove("NKG7");
  assert.deepEqual(python.sent.at(-1)?.wanted, null, "the filter goes with it");
});

test("a gene whose name is another's too is asked for by its id", async () => {
  const { python, store } = await openStore();
  const found = store.genes.search("tbce");
  await python.answer("genes", {
    genes: [
      { name: "TBCE", id: "ENSG1", note: "2 genes are called 'TBCE'" },
      { name: "TBCEL", id: "ENSG2", note: null },
    ],
  });
  assert.deepEqual(
    (await found).map(({ key }) => key),
    ["ENSG1", "TBCEL"],
  );
});

test("another layer: values are pulled again, and an answer that was under way is not taken", async () => {
  const { python, store, asked } = await openStore();
  const first = store.columns.pull("CD3D");
  const number = { kind: "number", min: 0, max: 2, low: 0, high: 2 };
  await turn();
  python.tell({ event: "layer", layer: "raw", n_genes: 9 });
  assert.equal(store.layers.current.value, "raw");
  await python.answer("column", number, Float32Array.of(1, 1, 1));
  await python.answer("column", number, Float32Array.of(2, 2, 2));
  assert.deepEqual([...((await first) as { values: Float32Array }).values], [2, 2, 2]);
  assert.equal(asked("column").filter(({ name }) => name === "CD3D").length, 2);
  python.tell({ event: "layer", layer: "X", n_genes: 9 });
  assert.equal(store.columns.cached.value.has("CD3D"), false);
});

test("gene sets are asked for when they change, and the newest answer counts", async () => {
  const { python, store, asked } = await openStore();
  assert.equal(asked("gene_sets").length, 1);
  python.tell({ event: "gene_sets" });
  await python.answer("gene_sets", { gene_sets: [], path: null });
  assert.deepEqual(store.geneSets.all.value ?? [], []);
  await python.answer("gene_sets", { gene_sets: [{ name: "B", description: "", genes: [] }], path: "/x/y.csv" });
  assert.equal(store.geneSets.all.value?.[0]?.name, "B");
  const made = store.geneSets.create("T", "CD3D NOPE");
  await turn();
  await python.answer("edit_gene_sets", { gene_sets: [], unknown: ["NOPE"] });
  assert.equal((await made).message, "Created gene set T; 1 not in the data, kept: NOPE");
});

test("the value that most cells have is told apart, where there are others", () => {
  const range = { min: 0, max: 2, low: 0, high: 2 };
  assert.deepEqual(lowestOf(Float32Array.of(0, 0, 1, 2, Number.NaN), range), { value: 0, n: 2, of: 4 });
  assert.equal(lowestOf(Float32Array.of(0, 0), { ...range, max: 0 }), null);
  const spread = Float32Array.from({ length: 20 }, (_, i) => i / 10);
  assert.equal(lowestOf(spread, range), null);
  assert.deepEqual(
    [share(0, 3), share(1, 1000), share(1, 3), share(999, 1000), share(3, 3)],
    ["0 %", "< 1 %", "33 %", "> 99 %", "100 %"],
  );
});
