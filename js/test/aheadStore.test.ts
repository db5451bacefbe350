/** A store that takes over what the loader has asked: never places of before, never an answer that nobody waits for. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createStore } from "../src/store/store";
import { askAhead } from "../src/wire/ahead";
import { kernel } from "./kernel";
import { label, N, NOTHING, turn, XY } from "./opened";

const COLUMN = { name: "louvain", kind: "category", n_missing: 0, levels: [{ name: "1", color: "#123456", count: N }] };
const HELLO = {
  dataset: { name: "pbmc", n_cells: N },
  embeddings: ["X_umap", "X_pca"].map((key) => ({ key, name: key, n_missing: 0, y_down: false })),
  columns: [COLUMN, { ...COLUMN, name: "batch" }],
  left_out: [],
  selection: NOTHING,
  sampled: false,
  seen: 0,
};
const CHANGED = { event: "data", n_cells: null, seen: 1, embeddings: [], columns: [], genes: false, levels: [] };
const SELECTED = { event: "selection", ...NOTHING };
const ANSWERS: Record<string, object> = {
  hello: HELLO,
  sample: { n: 0, category: null, dtype: null, levels: null },
  column: { kind: "category", dtype: "uint8", levels: ["1"] },
  codes: { dtype: "uint8", revision: 0 },
};

/** The loader has asked; `open` makes a store of it. */
function loaded(traits: Record<string, unknown> = { embedding: "X_umap", color: "louvain" }) {
  const python = kernel(traits);
  const lifetime = new AbortController();
  const ahead = askAhead(python.model, "mine", lifetime.signal);
  const open = () => {
    const browser = { storage: null, openChannel: null, id: "mine" };
    const store = createStore(python.model, lifetime.signal, browser, undefined, ahead);
    void store.data.open();
    return store;
  };
  /** `first`: places begin there, codes are that. */
  function answer(kind: string, first = 0, body: object = {}): Promise<void> {
    const payload = kind === "coordinates" ? XY.map((x, i) => (i % 2 ? x : x + first)) : new Uint8Array(N).fill(first);
    return python.answer(kind, { ...ANSWERS[kind], ...body }, kind === "hello" ? new Uint8Array(0) : payload);
  }
  const times = (kind: string) => python.sent.filter((sent) => sent.kind === kind).length;
  return { python, lifetime, open, answer, times };
}
type Loaded = ReturnType<typeof loaded>;
const placesIn = (store: ReturnType<Loaded["open"]>) => [
  store.data.coordinates.value?.key,
  store.data.coordinates.value?.xy[0],
];
const codesIn = (store: ReturnType<Loaded["open"]>) => {
  const picture = store.colorBy.picture.value;
  return picture.kind === "codes" ? picture.codes[0] : null;
};

for (const when of ["before the store is made", "before they are asked for there", "afterwards"])
  test(`places and codes that come ${when} are drawn, and asked for once`, async () => {
    const { python, open, answer, times } = loaded();
    const both = async () => {
      await answer("coordinates", 3);
      await answer("column", 1);
    };
    if (when.startsWith("before the store")) await both();
    const store = open();
    if (when.startsWith("before they")) await both();
    await answer("hello");
    if (when === "afterwards") await both();
    assert.deepEqual([placesIn(store), codesIn(store)], [["X_umap", 3], 1]);
    assert.deepEqual(["hello", "coordinates", "column"].map(times), [1, 1, 1]);
    assert.equal(python.sent.filter(({ kind }) => kind === "sample").length, 1);
  });

test("after other data what has come is asked for anew, also what came between the store and its question", async () => {
  for (const early of [true, false]) {
    const { python, open, answer, times } = loaded();
    if (early) await answer("coordinates", 3);
    const store = open();
    if (!early) await answer("coordinates", 3);
    await answer("column", 1);
    python.tell({ ...CHANGED, embeddings: ["X_umap"], columns: ["louvain"] });
    await answer("hello", 0, { seen: 1 });
    assert.deepEqual(["coordinates", "column"].map(times), [2, 2]);
    await answer("coordinates", 5);
    await answer("column", 2);
    assert.deepEqual([placesIn(store), codesIn(store)], [["X_umap", 5], 2]);
  }
});

test("a selection told while the greeting is on its way keeps nothing from being drawn", async () => {
  const { python, open, answer, times } = loaded();
  const store = open();
  python.tell(SELECTED);
  // the kernel answers in order; what is of the cells alone is kept
  await answer("hello");
  await answer("coordinates", 3);
  await answer("column", 1);
  assert.equal(times("hello"), 2);
  await answer("hello");
  assert.deepEqual(placesIn(store), ["X_umap", 3]);
  assert.deepEqual(["coordinates", "column"].map(times), [1, 2]);
  await answer("column", 2);
  assert.equal(codesIn(store), 2);
});

test("places asked for another embedding are dropped when there is a picture", async () => {
  const { python, open, answer, times } = loaded({ embedding: "X_umap", color: null });
  await answer("coordinates", 3);
  // a cell below show() did that
  python.set("embedding", "X_pca");
  const store = open();
  await answer("hello");
  await answer("coordinates", 4);
  assert.deepEqual(placesIn(store), ["X_pca", 4]);
  python.tell({ ...CHANGED, embeddings: ["X_umap"] });
  await answer("hello", 0, { seen: 1 });
  python.set("embedding", "X_umap");
  await turn();
  assert.equal(times("coordinates"), 3);
  await answer("coordinates", 5);
  assert.deepEqual(placesIn(store), ["X_umap", 5]);
});

test("so are places that are still on their way then", async () => {
  const { python, open, answer, times } = loaded({ embedding: "X_umap", color: null });
  const { id } = python.sent.find(({ kind }) => kind === "coordinates") ?? { id: "" };
  python.set("embedding", "X_pca");
  const store = open();
  await answer("hello");
  const late = python.sent.at(-1)?.id;
  python.tell({ id: late, part: 0, parts: 1, body: {} }, XY);
  await turn();
  assert.deepEqual(placesIn(store), ["X_pca", 0]);
  python.tell({ id, part: 0, parts: 1, body: {} }, XY);
  python.set("embedding", "X_umap");
  await turn();
  assert.equal(times("coordinates"), 3, "the answer that nobody took is not waited for");
});

test("a column and labels that are no longer the colour are asked for anew when they are again", async () => {
  const categories = [{ id: 7, name: "mine", labels: [label(1, "B")], unassigned: 0 }];
  for (const [color, kind] of [
    ["louvain", "column"],
    ["mine", "codes"],
  ] as const) {
    const { python, open, answer, times } = loaded({ embedding: "X_umap", color, categories });
    await answer(kind, 1);
    python.set("color", "batch");
    const store = open();
    await answer("hello");
    await answer("coordinates");
    await answer("column");
    python.tell(SELECTED);
    const before = times(kind);
    python.set("color", color);
    await turn();
    assert.equal(times(kind), before + 1);
    await answer(kind, 2);
    assert.equal(codesIn(store), 2);
  }
});

test("of big data the sample is asked for anew where it may show what was", async () => {
  for (const [told, sent] of [
    [null, 1],
    [SELECTED, 2],
  ] as const) {
    const { python, open, answer, times } = loaded();
    const store = open();
    if (told) python.tell(told);
    await answer("hello", 0, { sampled: true });
    if (told) await answer("hello", 0, { sampled: true });
    assert.equal(times("sample"), sent);
    const body = { n: 1, category: null, dtype: null, levels: null };
    for (let nth = 0; nth < sent; nth++) await python.answer("sample", body, Float32Array.of(9, 9));
    assert.deepEqual([...(store.data.sample.value?.xy ?? [])], [9, 9]);
  }
});

test("nothing is listened to for nothing once there is a picture, nor after the end", async () => {
  const { python, open, answer, lifetime } = loaded();
  const before = python.listening();
  open();
  const both = python.listening();
  await answer("hello");
  await answer("coordinates");
  assert.equal(python.listening(), both - before);
  lifetime.abort();
  assert.equal(python.listening(), 0);
  const other = loaded();
  other.open();
  other.lifetime.abort();
  assert.equal(other.python.listening(), 0);
});
