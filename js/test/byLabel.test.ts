import assert from "node:assert/strict";
import { test } from "node:test";
import { ticksOf } from "../src/panels/evidence/violinShape";
import { rangeOf } from "../src/store/evidence/violins";
import { bits, openStore, said } from "./opened";

test("ticks are numbers that are read easily, two at the least", () => {
  assert.deepEqual(ticksOf(0, 4.2, 4), [0, 2, 4]);
  assert.deepEqual(ticksOf(0, 0.35, 4), [0, 0.1, 0.2, 0.3]);
  assert.deepEqual(ticksOf(1001, 2605, 2), [1500, 2000, 2500]);
  assert.deepEqual(ticksOf(-0.5, 0.5, 1), [-0.5, 0, 0.5]);
  assert.deepEqual(ticksOf(3, 3, 4), [3]);
});

const NUMBERS = (n: number, min: number, max: number) => [n, 1, 1, 1, 1, min, max, 1, 1, 0.5, ...new Array(64).fill(1)];

test("violins ask while they are watched, again after an edit, and let go of what there is not", async () => {
  const { python, store } = await openStore();
  const { violins } = store;
  const asked = () => python.sent.filter(({ kind }) => kind === "distributions");
  violins.add("A");
  violins.add("nope");
  assert.equal(asked().length, 0);
  const ended = new AbortController();
  violins.watch(ended.signal);
  assert.deepEqual([asked()[0]?.by, asked()[0]?.names, asked()[0]?.selected], ["cell_type", ["A", "nope"], false]);
  const body = { groups: ["B cell", null], n_cells: [1, 7], names: ["A"], places: ["X"], left_out: 0 };
  const numbers = Float32Array.from([...NUMBERS(1, 2, 5), ...NUMBERS(0, NaN, NaN)]);
  await python.answer("distributions", { ...body, unknown: ["nope"] }, numbers);
  assert.deepEqual([violins.unknown.value, asked().at(-1)?.names], [["nope"], ["A"]]);
  await python.answer("distributions", { ...body, unknown: [] }, numbers);
  const [spreads] = violins.answer.value?.spreads ?? [];
  assert.deepEqual([spreads?.[0]?.max, spreads?.[0]?.curve.length, spreads?.[1]?.n], [5, 64, 0]);
  assert.deepEqual(rangeOf(spreads ?? []), [2, 5]);
  python.set("revision", 4);
  assert.equal(asked().length, 3);
  // a newer question: the older one is called off, its answer passed over
  violins.goBy("louvain");
  assert.deepEqual(python.sent.at(-2)?.kind, "cancel");
  await python.answer("distributions", { ...body, unknown: [] }, numbers);
  assert.equal(violins.answer.value?.by, "cell_type");
  await python.answer("distributions", { ...body, unknown: [] }, numbers);
  assert.equal(violins.answer.value?.by, "louvain");
  // a column of the data does not change with labels
  python.set("revision", 5);
  assert.equal(asked().length, 4);
  ended.abort();
  violins.add("B");
  assert.equal(asked().length, 4);
});

test("a confusion table of the selected cells is asked for once Python has selected them", async () => {
  const { python, store } = await openStore();
  const { confusion } = store;
  const asked = () => python.sent.filter(({ kind }) => kind === "confusion");
  confusion.watch(new AbortController().signal);
  assert.deepEqual([asked()[0]?.a, asked()[0]?.b], ["cell_type", "louvain"]);
  const body = { rows: ["B cell", null], columns: ["1"], row_order: [0, 1], column_order: [0], n_named: 3 };
  await python.answer("confusion", { ...body, adjusted_rand: null, kappa: null }, Uint32Array.of(3, 5));
  assert.deepEqual([confusion.answer.value?.rowTotals, confusion.answer.value?.total], [[3, 5], 8]);
  // of none there is none
  confusion.selectedOnly.value = true;
  assert.deepEqual([confusion.answer.value, asked().length], [null, 1]);
  void store.selection.where("cell_type", [null], "replace");
  assert.equal(asked().length, 1);
  const { id } = python.sent.at(-1) ?? {};
  python.tell({ ...said(8, []), request: id }, bits(0, 1, 2, 3, 4, 5, 6, 7));
  await python.answer("select", { n: 8 });
  assert.deepEqual([asked().length, asked()[1]?.selected], [2, true]);
  // rows and columns are never the same
  confusion.chooseColumns("cell_type");
  assert.deepEqual([confusion.rows.value, confusion.columns.value], ["louvain", "cell_type"]);
  confusion.swap();
  assert.deepEqual([confusion.rows.value, confusion.columns.value], ["cell_type", "louvain"]);
});
