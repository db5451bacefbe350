import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { paletteOf } from "../src/store/data/colorBy";
import { encodeCells } from "../src/wire/cells";
import { LABELS, N, openStore, turn } from "./opened";

test("levels come with their codes, whatever they were when the page was opened", async () => {
  const { python, store, selected } = await openStore();
  void store.columns.pull("louvain");
  const codes = Uint8Array.of(1, 2, 2, 1, 1, 1, 1, 1);
  await python.answer("column", { kind: "category", dtype: "uint8", levels: ["0", "1"] }, codes);
  void store.selection.where("louvain", ["1"], "replace");
  assert.deepEqual(selected(), [1, 2]);
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
