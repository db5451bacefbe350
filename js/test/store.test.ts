import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { paletteOf } from "../src/store/data/colorBy";
import { combine } from "../src/store/data/masks";
import { createStore } from "../src/store/store";
import { encodeCells } from "../src/wire/cells";
import { kernel } from "./kernel";

const N = 8;
/** Eight cells in a row, at x = 0 ... 7. */
const XY = Float32Array.from({ length: 2 * N }, (_, i) => (i % 2 ? 0 : i / 2));
const LABELS = [
  { code: 1, name: "B cell", color: "#ff0000", count: 0 },
  { code: 2, name: "T cell", color: "#00ff00", count: 0 },
];
const over = (from: number, to: number) => [
  [from - 0.5, -1],
  [to + 0.5, -1],
  [to + 0.5, 1],
  [from - 0.5, 1],
];
const bits = (...cells: number[]) => Uint8Array.of(cells.reduce((byte, cell) => byte | (1 << cell), 0));
const NOTHING = { n: 0, serial: 0, request: null, steps: [], filters: {}, can_undo: false, can_redo: false };
/** What Python tells of a selection. */
const said = (n: number, steps: object[], filters: object = {}) => ({
  event: "selection",
  n,
  serial: 1,
  request: null,
  steps,
  filters,
  can_undo: true,
  can_redo: false,
});
const turn = () => new Promise((done) => setTimeout(done));

async function openStore() {
  const python = kernel({
    embedding: "X_umap",
    color: "cell_type",
    category: "cell_type",
    categories: [{ id: 1, name: "cell_type", labels: LABELS, unassigned: N }],
    revision: 3,
  });
  const lifetime = new AbortController();
  const store = createStore(python.model, lifetime.signal);
  assert.deepEqual(python.sent, [], "nothing is asked before the first view");
  void store.data.open();
  await python.answer("hello", {
    dataset: { name: "pbmc", n_cells: N },
    embeddings: [{ key: "X_umap", name: "UMAP", n_missing: 0 }],
    columns: [{ name: "louvain", kind: "category", n_missing: 0, levels: [{ name: "1", color: "#123456", count: 8 }] }],
    left_out: [],
    selection: NOTHING,
  });
  await python.answer("coordinates", { n: N }, XY);
  await python.answer("codes", { dtype: "uint8", revision: 3 }, new Uint8Array(N));
  const selected = () => [...(store.selection.mask.value ?? [])].flatMap((bit, i) => (bit ? [i] : []));
  const codes = () => [...(store.ownCodes.cached.value.get(1)?.codes ?? [])];
  return { python, lifetime, store, selected, codes };
}

test("modes combine as sets do", () => {
  const [now, found] = [Uint8Array.of(1, 1, 0, 0), Uint8Array.of(0, 1, 1, 0)];
  assert.deepEqual([...combine(now, found, "replace")], [0, 1, 1, 0]);
  assert.deepEqual([...combine(now, found, "add")], [1, 1, 1, 0]);
  assert.deepEqual([...combine(now, found, "subtract")], [1, 0, 0, 0]);
  assert.deepEqual([...combine(now, found, "intersect")], [0, 1, 0, 0]);
  assert.deepEqual([...combine(null, found, "subtract")], [0, 0, 0, 0]);
});

test("a lasso selects at once and is sent; the event while it waits changes nothing on screen", async () => {
  const { python, store, selected } = await openStore();
  void store.selection.lasso(over(0, 3), "replace");
  void store.selection.lasso(over(2, 5), "subtract");
  assert.deepEqual(selected(), [0, 1]);
  assert.deepEqual(python.sent.at(-1)?.lasso, [over(2, 5)]);
  assert.equal(python.sent.at(-1)?.basis, "X_umap");
  const [one, two] = [
    { mode: "replace", lasso: [over(0, 3)], basis: "X_umap" },
    { mode: "subtract", lasso: [over(2, 5)], basis: "X_umap" },
  ];
  python.tell(said(4, [one]), bits(0, 1, 2, 3));
  await python.answer("select", { n: 4 });
  assert.deepEqual(selected(), [0, 1], "one request is still unanswered");
  python.tell(said(2, [one, two]), bits(0, 1));
  await python.answer("select", { n: 2 });
  assert.deepEqual(selected(), [0, 1]);
  assert.deepEqual(
    store.selection.picks.value.steps.map(({ mode }) => mode),
    ["replace", "subtract"],
  );
});

test("what Python refuses is taken back; what it says is shown", async () => {
  const { python, store, selected } = await openStore();
  const refused = assert.rejects(store.selection.lasso(over(0, 3), "replace"), /finite/);
  await python.refuse("select", "A polygon of finite numbers is needed.");
  await refused;
  assert.deepEqual(selected(), []);
  python.tell(said(2, [{ mode: "replace", n_cells: 2 }]), bits(6, 7));
  assert.deepEqual(selected(), [6, 7]);
  assert.deepEqual(store.selection.picks.value.steps, [{ mode: "replace", nCells: 2 }]);
});

test("filters narrow at once, count under each other, and follow what Python says", async () => {
  const { python, store, selected } = await openStore();
  const louvain = Uint8Array.of(1, 1, 1, 1, 0, 0, 0, 0);
  void store.filters.set("louvain", { kind: "only", names: ["1"] });
  assert.deepEqual(
    python.sent.slice(-2).map(({ kind }) => kind),
    ["column", "filter"],
    "what is filtered by is fetched",
  );
  assert.deepEqual(selected(), [], "until then Python's word counts");
  await python.answer("column", { kind: "category", dtype: "uint8", levels: ["1"] }, louvain);
  assert.deepEqual(selected(), [0, 1, 2, 3]);
  void store.selection.lasso(over(2, 6), "replace");
  assert.deepEqual(selected(), [2, 3]);
  assert.deepEqual([...(store.filters.counts("cell_type").value ?? [])], [[0, 2]]);
  assert.deepEqual(
    [...(store.filters.counts("louvain").value ?? [])],
    [
      [0, 3],
      [1, 2],
    ],
  );
  assert.equal(store.filters.shows("louvain", "1"), true);
  assert.equal(store.filters.shows("louvain", null), false);
  const lasso = { mode: "replace", lasso: [over(2, 6)], basis: "X_umap" };
  const both = Uint8Array.of(0b1110000, 0b1111100);
  python.tell(said(3, [lasso], { louvain: { not: ["1"] } }), both);
  await python.answer("filter", { n: 3 });
  assert.deepEqual(selected(), [2, 3], "one request is still unanswered");
  await python.answer("select", { n: 2 });
  assert.deepEqual(selected(), [4, 5, 6]);
});

test("a lasso round no cell selects none, also under a filter", async () => {
  const { python, store, selected } = await openStore();
  void store.filters.set("cell_type", { kind: "not", names: ["B cell"] });
  assert.equal(selected().length, N);
  void store.selection.lasso(over(20, 30), "replace");
  assert.deepEqual(selected(), []);
  assert.equal(store.selection.active.value, true);
  assert.equal(store.selection.mask.value, null);
  assert.deepEqual(python.sent.at(-2)?.wanted, { not: ["B cell"] });
});

test("cells that get an excluded label leave the selection", async () => {
  const { python, store, selected } = await openStore();
  void store.filters.set("cell_type", { kind: "not", names: ["B cell"] });
  const { cells, buffer } = encodeCells(Uint8Array.of(1, 1, 0, 0, 0, 0, 0, 0));
  const parts = [{ category: 1, code: 1, cells }];
  python.tell({ event: "codes", base: 3, revision: 4, parts }, new Uint8Array(buffer));
  assert.deepEqual(selected(), [2, 3, 4, 5, 6, 7]);
});

test("when nothing is under way Python's word counts, whatever this page would make of it", async () => {
  const { python, store, selected } = await openStore();
  python.tell(said(2, [], { cell_type: { not: ["B cell"] } }), bits(6, 7));
  assert.deepEqual(selected(), [6, 7]);
  assert.equal(store.selection.unsure.value, false);
});

test("a label waits for what only Python can tell, and goes to those cells", async () => {
  const { python, store, selected } = await openStore();
  python.tell(said(2, [{ mode: "replace", n_cells: 2 }]), bits(0, 1));
  void store.selection.undo();
  assert.equal(store.selection.unsure.value, true);
  const done = store.labels.label("B cell");
  await turn();
  assert.equal(
    python.sent.some(({ kind }) => kind === "edit"),
    false,
  );
  const { id } = python.sent.at(-1) as { id: string };
  python.tell({ ...said(3, [{ mode: "replace", n_cells: 3 }]), request: id }, bits(5, 6, 7));
  await turn();
  assert.deepEqual(selected(), [5, 6, 7]);
  assert.deepEqual([...new Uint8Array(python.buffers.at(-1)?.[0] ?? new ArrayBuffer(0))], [0b11100000]);
  await python.answer("edit", { revision: 4, changed: 3, message: "x", former: [[null, 3]] });
  assert.equal((await done).message, "Labelled 3 cells as B cell");
});

test("a label is not given when the selection changed once more before Python told", async () => {
  const { python, store } = await openStore();
  void store.selection.undo();
  const done = assert.rejects(store.labels.label("B cell"), /changed before the kernel answered/);
  void store.selection.lasso(over(0, 3), "replace");
  await python.answer("undo_selection", { went: true });
  await python.answer("select", { n: 4 });
  await done;
  assert.equal(
    python.sent.some(({ kind }) => kind === "edit"),
    false,
  );
});

test("a reply that got lost holds nothing up: the event of the request is its answer", async () => {
  const { python, store, selected } = await openStore();
  void store.selection.lasso(over(0, 3), "replace");
  void store.selection.lasso(over(6, 7), "add");
  const { id } = python.sent.at(-1) as { id: string };
  const steps = [
    { mode: "replace", lasso: [over(0, 3)], basis: "X_umap" },
    { mode: "add", lasso: [over(6, 7)], basis: "X_umap" },
  ];
  python.tell({ ...said(6, steps), request: id }, bits(0, 1, 2, 3, 6, 7));
  python.tell(said(1, [{ mode: "replace", n_cells: 1 }]), bits(4));
  assert.deepEqual(selected(), [4], "what a cell of the notebook selects shows");
});

test("the same said again makes nothing anew", async () => {
  const { python, store } = await openStore();
  const event = said(3, [{ mode: "replace", n_cells: 4 }], { cell_type: { not: ["B cell"] } });
  const both = Uint8Array.of(0b0000111, 0b0001111);
  python.tell(event, both);
  const [mask, filters, picked] = [
    store.selection.mask.value,
    store.selection.filters.value,
    store.selection.picks.value.picked,
  ];
  python.tell(event, both.slice());
  assert.equal(store.selection.mask.value, mask);
  assert.equal(store.selection.filters.value, filters);
  assert.equal(store.selection.picks.value.picked, picked);
});

test("taking out of what filters alone let pass begins with all; with nothing there is nothing to take out of", async () => {
  const { store, selected } = await openStore();
  void store.selection.lasso(over(0, 3), "subtract");
  assert.deepEqual([selected(), store.selection.picks.value.steps], [[], []]);
  void store.filters.set("cell_type", { kind: "not", names: ["B cell"] });
  void store.selection.lasso(over(0, 3), "subtract");
  assert.deepEqual(selected(), [4, 5, 6, 7]);
  assert.deepEqual(
    store.selection.picks.value.steps.map(({ mode }) => mode),
    ["all", "subtract"],
  );
});

test("the last label is known by its code: renamed, gone, or of another category", async () => {
  const { python, store } = await openStore();
  void store.selection.lasso(over(0, 3), "replace");
  const done = store.labels.label("B cell");
  await turn();
  assert.equal(store.labels.lastLabel.value, null, "not before Python took it");
  await python.answer("edit", { revision: 4, changed: 4, message: "x", former: [] });
  await done;
  assert.equal(store.labels.lastLabel.value, "B cell");
  const [b, t] = LABELS;
  const category = { id: 1, name: "cell_type", labels: [{ ...b, name: "B" }, t], unassigned: 4 };
  python.set("categories", [category]);
  assert.equal(store.labels.lastLabel.value, "B");
  python.set("categories", [{ ...category, labels: [t] }]);
  assert.equal(store.labels.lastLabel.value, null);
});

test("the rest are the cells without a label in view, as the menu counts them", async () => {
  const { python, store } = await openStore();
  void store.selection.lasso(over(2, 5), "replace");
  assert.equal(store.filters.counts("cell_type").value?.get(0), 4);
  void store.labels.labelRest("cell_type", "T cell");
  await turn();
  assert.deepEqual(python.sent.at(-1)?.args, { category: "cell_type", label: "T cell" });
  assert.deepEqual([...new Uint8Array(python.buffers.at(-1)?.[0] ?? new ArrayBuffer(0))], [0b111100]);
});

test("the rest are not labelled before the values of a filter are here: none of them would count", async () => {
  const { python, store } = await openStore();
  void store.selection.setFilter("cell_type", { kind: "only", names: [null] });
  void store.selection.setFilter("CD3E", { kind: "range", low: 1, high: null });
  await turn();
  assert.equal(store.filters.cellsOf("cell_type", 0), undefined);
  await python.answer(
    "column",
    { kind: "number", min: 0, max: 2, low: 0, high: 2 },
    Float32Array.of(2, 2, 2, 2, 0, 0, 0, 0),
  );
  const unassigned = [...(store.filters.cellsOf("cell_type", 0) ?? [])];
  assert.ok(unassigned.some((is) => is === 1));
  assert.deepEqual(unassigned.slice(4), [0, 0, 0, 0]);
});

test("levels come with their codes, whatever they were when the page was opened", async () => {
  const { python, store, selected } = await openStore();
  void store.columns.pull("louvain");
  const codes = Uint8Array.of(1, 2, 2, 1, 1, 1, 1, 1);
  await python.answer("column", { kind: "category", dtype: "uint8", levels: ["0", "1"] }, codes);
  void store.selection.where("louvain", ["1"], "replace");
  assert.deepEqual(selected(), [1, 2]);
});

test("what changed is told with what the cells were before", async () => {
  const { python, store } = await openStore();
  void store.selection.lasso(over(0, 3), "replace");
  const done = store.labels.label("B cell");
  await turn();
  const former = [
    ["T cell", 3],
    [null, 1],
  ];
  await python.answer("edit", { revision: 4, changed: 4, message: "label 4 cells as B cell", former });
  assert.equal((await done).message, "Labelled 4 cells as B cell: 1 new, 3 were T cell");
});

test("an edit carries the cells the person saw, and never goes out without any", async () => {
  const { python, store } = await openStore();
  await assert.rejects(store.labels.label("B cell"), /Nothing is selected/);
  assert.equal(
    python.sent.some(({ kind }) => kind === "edit"),
    false,
  );
  void store.selection.lasso(over(1, 2), "replace");
  const done = store.labels.label("B cell");
  await turn();
  const sent = python.sent.at(-1);
  assert.deepEqual([sent?.op, sent?.args], ["label", { label: "B cell", category: "cell_type" }]);
  assert.deepEqual(sent?.cells, { encoding: "bitset", n: 2 });
  assert.deepEqual([...new Uint8Array(python.buffers.at(-1)?.[0] ?? new ArrayBuffer(0))], [0b110]);
  await python.answer("edit", { revision: 4, changed: 2, message: "label 2 cells as B cell", former: [[null, 2]] });
  assert.deepEqual(await done, { message: "Labelled 2 cells as B cell", revision: 4 });
});

test("events patch the codes in place and tell the plots", async () => {
  const { python, lifetime, store, codes } = await openStore();
  const before = store.ownCodes.cached.value.get(1)?.codes;
  const patches: number[] = [];
  store.ownCodes.onPatch(({ code }) => patches.push(code), lifetime.signal);
  const { cells, buffer } = encodeCells(Uint8Array.of(1, 0, 1, 0, 0, 0, 0, 0));
  const parts = [{ category: 1, code: 2, cells }];
  python.tell({ event: "codes", base: 3, revision: 4, parts }, new Uint8Array(buffer));
  assert.deepEqual(codes(), [2, 0, 2, 0, 0, 0, 0, 0]);
  assert.equal(store.ownCodes.cached.value.get(1)?.codes, before);
  assert.deepEqual(patches, [2]);
});

test("a gap in the revisions pulls the codes again", async () => {
  const { python, codes } = await openStore();
  python.tell({ event: "codes", base: -1, revision: 9, parts: [] });
  await python.answer("codes", { dtype: "uint8", revision: 9 }, new Uint8Array(N).fill(1));
  assert.deepEqual(codes(), Array(N).fill(1));
});

test("a revision without its event pulls the codes again after a second", async () => {
  const { python, store, codes } = await openStore();
  mock.timers.enable({ apis: ["setTimeout"] });
  python.set("revision", 4);
  mock.timers.tick(999);
  assert.equal(python.sent.filter(({ kind }) => kind === "codes").length, 1);
  mock.timers.tick(2);
  mock.timers.reset();
  await python.answer(
    "codes",
    { dtype: "uint16", revision: 4 },
    Uint16Array.from({ length: N }, () => 300),
  );
  assert.deepEqual(codes(), Array(N).fill(300));
  assert.equal(store.problems.sentences.value.length, 0);
});

test("a code too large for the array widens it", async () => {
  const { python, store, codes } = await openStore();
  const { cells, buffer } = encodeCells(Uint8Array.of(0, 1, 0, 0, 0, 0, 0, 0));
  const parts = [{ category: 1, code: 300, cells }];
  python.tell({ event: "codes", base: 3, revision: 4, parts }, new Uint8Array(buffer));
  assert.deepEqual(codes(), [0, 300, 0, 0, 0, 0, 0, 0]);
  assert.ok(store.ownCodes.cached.value.get(1)?.codes instanceof Uint16Array);
});

test("a renamed category keeps its codes, a deleted one is forgotten", async () => {
  const { python, store } = await openStore();
  python.set("categories", [{ id: 1, name: "other", labels: LABELS, unassigned: N }]);
  python.set("color", "other");
  await turn();
  assert.equal(python.sent.filter(({ kind }) => kind === "codes").length, 1);
  assert.equal(store.colorBy.picture.value.kind, "codes");
  python.set("color", null);
  python.set("categories", []);
  assert.equal(store.ownCodes.cached.value.size, 0);
  assert.equal(store.colorBy.picture.value.kind, "none");
});

test("traits that come together are seen together", async () => {
  const { python, store } = await openStore();
  const categories = [{ id: 2, name: "mine", labels: LABELS, unassigned: N }];
  python.update({ color: "mine", category: "mine", categories });
  assert.deepEqual(python.sent.at(-1)?.kind, "codes", "not a column called mine");
  await python.answer("codes", { dtype: "uint8", revision: 3 }, new Uint8Array(N));
  assert.equal(store.colorBy.picture.value.kind, "codes");
  assert.deepEqual(store.problems.sentences.value, []);
});

test("the former picture stays until the next column has arrived", async () => {
  const { python, store } = await openStore();
  python.set("color", "louvain");
  assert.equal(store.colorBy.loading.value, true);
  assert.deepEqual(store.colorBy.picture.value.kind === "codes" && store.colorBy.picture.value.name, "cell_type");
  await python.answer("column", { kind: "category", dtype: "uint8", levels: ["1"] }, new Uint8Array(N).fill(1));
  assert.equal(store.colorBy.loading.value, false);
  assert.deepEqual(store.colorBy.entries.value, [{ code: 1, name: "1", color: "#123456" }]);
});

test("a palette is looked up by code, not by place", () => {
  const palette = paletteOf([{ code: 3, name: "B", color: "#010203" }], "#c4c8ce");
  assert.deepEqual([...palette.subarray(12, 16)], [1, 2, 3, 255]);
  assert.deepEqual([...palette.subarray(0, 4)], [0xc4, 0xc8, 0xce, 255]);
});

test("waiting is said after a moment, not at once", async () => {
  const { python, store } = await openStore();
  mock.timers.enable({ apis: ["setTimeout"] });
  void store.labels.addLabel("cell_type", "x");
  void store.labels.addLabel("cell_type", "y");
  assert.equal(store.waiting.value, 0);
  mock.timers.tick(401);
  assert.equal(store.waiting.value, 2);
  mock.timers.reset();
  await python.answer("edit", { revision: 4, changed: 0, message: "" });
  assert.equal(store.waiting.value, 1);
  await python.answer("edit", { revision: 5, changed: 0, message: "" });
  assert.equal(store.waiting.value, 0);
});

test("nothing is left behind when the model ends", async () => {
  const { python, lifetime } = await openStore();
  lifetime.abort();
  assert.equal(python.listening(), 0);
});
