import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeCells } from "../src/wire/cells";
import { NESTED, openStore } from "./opened";

const CATEGORY = { id: 1, name: "cell_type", labels: NESTED, unassigned: 0 };
/** B cell, T cell, CD4 T, Treg, CD8 T, doublets, none, Treg */
const CODES = Uint8Array.of(1, 2, 5, 3, 6, 4, 0, 3);

async function leveled(level = 1) {
  const opened = await openStore();
  const { python, store } = opened;
  python.set("categories", [CATEGORY]);
  python.tell({ event: "codes", base: 2, revision: 4, parts: [] });
  await python.answer("codes", { dtype: "uint8", revision: 4 }, CODES.slice());
  python.set("revision", 4);
  python.set("color", `level ${level}: cell_type`);
  const shown = () => {
    const picture = store.colorBy.picture.value;
    assert.equal(picture.kind, "codes");
    return picture.kind === "codes" ? picture : assert.fail();
  };
  return { ...opened, shown, codes: () => [...shown().codes] };
}

test("cells are shown as the labels above theirs at a level", async () => {
  const { store, codes, shown } = await leveled();
  assert.deepEqual(codes(), [1, 2, 2, 2, 2, 4, 0, 2]);
  assert.equal(shown().name, "cell_type, level 1");
  assert.deepEqual(
    store.colorBy.entries.value.map(({ name }) => name),
    ["B cell", "T cell", "doublets"],
  );
  const second = await leveled(2);
  assert.deepEqual(second.codes(), [1, 2, 5, 5, 6, 4, 0, 5]);
  assert.deepEqual(
    second.store.colorBy.entries.value.map(({ name }) => name),
    ["B cell", "T cell", "CD4 T", "CD8 T", "doublets"],
  );
});

test("a click on a cell means all labels that are shown so", async () => {
  const { store } = await leveled();
  const tCell = store.colorBy.entries.value.find(({ name }) => name === "T cell");
  assert.deepEqual(tCell && store.colorBy.namesOf(tCell), {
    column: "cell_type",
    names: ["T cell", "CD4 T", "Treg", "CD8 T"],
  });
});

test("patches are drawn as what stands for them, in place", async () => {
  const { python, store, codes, shown, lifetime } = await leveled();
  const before = shown().codes;
  const seen: number[] = [];
  store.ownCodes.onPatch(({ code }) => seen.push(shown().as?.(code) ?? code), lifetime.signal);
  const { cells, buffer } = encodeCells(Uint8Array.of(1, 0, 0, 0, 0, 0, 1, 0));
  python.tell(
    { event: "codes", base: 4, revision: 5, parts: [{ category: 1, code: 3, cells }] },
    new Uint8Array(buffer),
  );
  assert.deepEqual(codes(), [2, 2, 2, 2, 2, 4, 2, 2]);
  assert.equal(shown().codes, before);
  assert.deepEqual(seen, [2], "what the plots are to draw");
});

test("other parents are other codes; a rename or a color are not", async () => {
  const { python, codes, shown, store } = await leveled();
  const before = shown().codes;
  const renamed = NESTED.map((one) => (one.code === 1 ? { ...one, name: "B", color: "#000000" } : one));
  python.set("categories", [{ ...CATEGORY, labels: renamed }]);
  assert.equal(shown().codes, before);
  assert.equal(store.colorBy.entries.value[0]?.name, "B");
  const nested = NESTED.map((one) => (one.code === 1 ? { ...one, parent: "T cell", level: 2 } : one));
  python.set("categories", [{ ...CATEGORY, labels: nested }]);
  assert.deepEqual(codes(), [2, 2, 2, 2, 2, 4, 0, 2]);
});

test("a label above with a large code has room", async () => {
  const { python, codes } = await leveled();
  const large = NESTED.map((one) => (one.code === 2 ? { ...one, code: 300 } : one));
  python.set("categories", [{ ...CATEGORY, labels: large }]);
  assert.deepEqual(codes().slice(2, 5), [300, 300, 300]);
});
