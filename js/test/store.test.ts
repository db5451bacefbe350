import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { bits, LABELS, openStore, over, said, turn } from "./opened";

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

test("the last label is known by its code: renamed, gone, or of another category", async () => {
  const { python, store } = await openStore();
  void store.selection.lasso(over(0, 3), "replace");
  const done = store.labels.label("B cell");
  await turn();
  assert.equal(store.labels.lastLabel.value, "B cell", "a busy kernel is no reason to give an older one");
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

test("a message tells what cells were before, one or several", async () => {
  const { python, store } = await openStore();
  for (const [n, words] of [
    [1, "1 was T cell"],
    [2, "2 were T cell"],
  ] as const) {
    void store.selection.lasso(over(0, n - 1), "replace");
    const done = store.labels.label("B cell");
    await turn();
    await python.answer("edit", { revision: 3 + n, changed: n, message: "x", former: [["T cell", n]] });
    assert.match((await done).message, new RegExp(words));
  }
});
