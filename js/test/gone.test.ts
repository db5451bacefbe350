/** The kernel is gone, and the page goes on: no label can go to other cells than those seen. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createStore } from "../src/store/store";
import { unpackBytes } from "../src/wire/base64";
import { bits, N, openStore, over, said, turn } from "./opened";

const REFUSED = /only it can tell which cells these are|is being read again/;
const ONLY = /only it can tell which cells these are: the selection is as it was/;

/** A store that has been told of a selection, cells 0 and 1, by Python, which is gone now. */
async function gone() {
  const opened = await openStore();
  const { python, store } = opened;
  python.tell(said(2, [{ mode: "replace", lasso: [over(0, 1)], basis: "X_umap" }]), bits(0, 1));
  assert.deepEqual(opened.selected(), [0, 1]);
  python.gone = true;
  const label = async (name: string) => {
    python.sent.length = 0;
    const kept: ArrayBuffer[] = [];
    python.model.send = ({ kind, packed }) => {
      if (kind === "edit") kept.push(unpackBytes(packed[0]));
      throw new Error("Cannot send");
    };
    await store.labels.label(name).catch(() => {});
    const [packed] = kept;
    if (!packed) return null;
    // few cells travel as a list, half of them as bits
    const bytes = new Uint8Array(packed);
    return packed.byteLength === 1
      ? [...Array(N).keys()].filter((i) => ((bytes[0] as number) >> i) & 1)
      : [...new Uint32Array(packed)];
  };
  return { ...opened, label };
}

test("every way of selecting that the page can tell goes on, and labels go to what is seen", async () => {
  const { store, selected, label } = await gone();
  const { selection } = store;
  const acts: [() => Promise<void>, number[]][] = [
    [() => selection.lasso(over(4, 5), "replace"), [4, 5]],
    [() => selection.lasso(over(6, 6), "add"), [4, 5, 6]],
    [() => selection.lasso(over(5, 5), "subtract"), [4, 6]],
    [() => selection.invert(), [0, 1, 2, 3, 5, 7]],
    [() => selection.lasso(over(0, 2), "intersect"), [0, 1, 2]],
    [() => selection.all(), [0, 1, 2, 3, 4, 5, 6, 7]],
    [() => selection.where("cell_type", ["T cell"], "replace"), []],
    [() => selection.where("cell_type", [null], "replace"), [0, 1, 2, 3, 4, 5, 6, 7]],
    [() => selection.lasso(over(2, 3), "replace"), [2, 3]],
    [() => store.filters.set("cell_type", { kind: "not", names: [null] }), []],
    [() => store.filters.set("cell_type", null), [2, 3]],
    [() => selection.clearPicks(), []],
    [() => selection.lasso(over(7, 7), "replace"), [7]],
    [() => selection.clear(), []],
  ];
  for (const [act, expected] of acts) {
    await act();
    assert.deepEqual(selected(), expected);
    assert.deepEqual(await label("CD8 T"), expected.length > 0 ? expected : null);
  }
});

test("what only Python can tell is refused in a sentence, and what is seen stays", async () => {
  const { store, selected, label } = await gone();
  const { selection } = store;
  await selection.lasso(over(4, 5), "replace");
  for (const act of [
    () => selection.undo(),
    () => selection.redo(),
    () => selection.drop(0),
    () => selection.where("louvain", ["1"], "add"),
    () => store.filters.set("louvain", { kind: "only", names: ["1"] }),
    // what it was drawn on is not here any more
    () => selection.lasso(over(0, 1), "replace", "X_pca"),
  ]) {
    await assert.rejects(act(), REFUSED);
    assert.deepEqual(selected(), [4, 5]);
    assert.equal(store.selection.filters.value.size, 0);
    assert.equal(store.selection.unsure.value, false);
    assert.deepEqual(await label("CD8 T"), [4, 5]);
  }
});

test("also when nothing had been selected here since Python told", async () => {
  const { store, selected, label } = await gone();
  await assert.rejects(store.selection.undo(), ONLY);
  assert.deepEqual(selected(), [0, 1]);
  assert.deepEqual(await label("CD8 T"), [0, 1]);
});

test("what was on its way to be told when the kernel went is taken back, with what was built on it", async () => {
  const { python, store, selected } = await openStore();
  python.tell(said(2, [{ mode: "replace", lasso: [over(0, 1)], basis: "X_umap" }]), bits(0, 1));
  void store.selection.lasso(over(3, 4), "add");
  void store.selection.undo();
  void store.selection.lasso(over(7, 7), "add");
  const label = store.labels.label("CD8 T");
  const refused = assert.rejects(label, /gone before it told which cells are selected: nothing was labelled/);
  await turn();
  python.lose();
  await refused;
  assert.deepEqual(selected(), [0, 1, 3, 4]);
  assert.equal(
    python.sent.some(({ kind }) => kind === "edit"),
    false,
  );
  await assert.rejects(store.selection.redo(), ONLY);
  void store.labels.label("CD8 T");
  await turn();
  const at = python.sent.findLastIndex(({ kind }) => kind === "edit");
  assert.deepEqual(python.sent[at]?.cells, { encoding: "bitset", n: 4 });
});

test("values that a filter needs and that are gone hold a label up, and never send an older selection", async () => {
  const { python, store } = await openStore();
  python.tell(said(2, [{ mode: "replace", lasso: [over(0, 1)], basis: "X_umap" }]), bits(0, 1));
  void store.filters.set("louvain", { kind: "only", names: ["1"] });
  await python.answer("column", { kind: "category", dtype: "uint8", levels: ["1"] }, new Uint8Array(N).fill(1));
  await python.answer("filter", { n: 2 });
  python.tell(said(2, [{ mode: "replace", lasso: [over(0, 1)], basis: "X_umap" }], { louvain: ["1"] }), bits(0, 1));
  void store.selection.lasso(over(4, 5), "replace");
  assert.equal(store.selection.unsure.value, false);
  store.columns.forget((name) => name === "louvain");
  assert.equal(store.selection.unsure.value, true);
  void store.labels.label("CD8 T").catch(() => {});
  await turn();
  assert.equal(
    python.sent.some(({ kind }) => kind === "edit"),
    false,
  );
});

test("the last label is the one typed last, answered or not; one that was refused is not", async () => {
  const { python, store } = await openStore();
  void store.selection.lasso(over(0, 1), "replace");
  void store.labels.label("B cell");
  await turn();
  await python.answer("edit", { revision: 4, changed: 2, message: "x", former: [] });
  assert.equal(store.labels.lastLabel.value, "B cell");
  const refused = assert.rejects(store.labels.label("CD8 T"));
  assert.equal(store.labels.lastLabel.value, "CD8 T");
  await turn();
  await python.refuse("edit", "No.");
  await refused;
  assert.equal(store.labels.lastLabel.value, "B cell");
});

test("the rest is not given a label while others are on their way", async () => {
  const { python, store } = await openStore();
  void store.selection.lasso(over(0, 1), "replace");
  void store.labels.label("B cell");
  await turn();
  await assert.rejects(store.labels.labelRest("cell_type", "T cell"), /known when the kernel has answered/);
  assert.equal(python.sent.filter(({ kind }) => kind === "edit").length, 1);
});

test("an undo takes back what is kept, and nothing else", async () => {
  const items = new Map<string, string>();
  const storage = {
    get length() {
      return items.size;
    },
    key: (i: number) => [...items.keys()][i] ?? null,
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => void items.set(name, value),
    removeItem: (name: string) => void items.delete(name),
  } as Storage;
  const { python } = await openStore();
  const status = { state: "saved", id: "AAAAAAAA", place: "/d", file: null, saved_at: null, warnings: [] };
  python.set("status", status);
  const store = createStore(python.model, new AbortController().signal, { storage, openChannel: null });
  void store.data.open();
  await python.answer(
    "hello",
    {
      session: "s",
      notebook: null,
      dataset: { name: "pbmc", n_cells: N, fingerprint: "f" },
      embeddings: [{ key: "X_umap", name: "UMAP", n_missing: 0 }],
      columns: [],
      left_out: [],
      selection: said(2, [{ mode: "replace", n_cells: 2 }]),
    },
    bits(2, 3),
  );
  python.gone = true;
  assert.match((await store.labels.label("CD8 T")).message, /Kept in this browser .*: label 2 cells as CD8 T$/);
  assert.equal(store.unsent.nKept.value, 1);
  const [edit] = [...items.values()].map((text) => JSON.parse(text));
  assert.deepEqual([edit.op, edit.cells.n, unpackBytes(edit.packed).byteLength], ["label", 2, 1]);
  assert.equal((await store.history.undo()).message, "Not kept any more: label 2 cells as CD8 T");
  assert.deepEqual([store.unsent.nKept.value, items.size], [0, 0]);
  await assert.rejects(store.history.undo(), /kernel is gone/);
  await assert.rejects(store.history.redo(), /kernel is gone/);
  assert.equal(items.size, 0);
});
