/** Labels of several people: the line of words, what a square is, the tables as they travel, and what they are asked by. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { inOneLine, kindOf, pairInWords, relationInWords, shadeOf } from "../src/panels/compare/inOneLine";
import { ofColleague, ofColumn, ofFile } from "../src/panels/compare/people";
import { freeName, RULES } from "../src/panels/compare/rules";
import { comparedFrom, type PairTable, tablesFrom } from "../src/wire/compared";
import { type ComparedPairMessage, type CompareReply, RELATIONS } from "../src/wire/compareMessages";
import { openStore, turn } from "./opened";

const PEOPLE = [{ name: "You" }, { name: "Ana" }, { name: "Ben" }];
const PAIR = { a: 0, b: 1, nBoth: 690, nAgree: 649, nCoarser: 14, nDisagree: 27, kappa: 0.918 };

test("how far two agree is one line of words", () => {
  const two = PEOPLE.slice(0, 2);
  assert.equal(
    inOneLine(two, PAIR, null),
    "You and Ana agree on 94 % of 690 cells that both labelled; kappa 0.92; coarser or finer: 2 %; a real disagreement: 4 %",
  );
  assert.equal(
    inOneLine(two, { ...PAIR, nCoarser: 0, nDisagree: 41, kappa: null }, null),
    "You and Ana agree on 94 % of 690 cells that both labelled; a real disagreement: 6 %",
  );
  assert.equal(
    inOneLine(two, { ...PAIR, nAgree: 690, nCoarser: 0, kappa: 1 }, null),
    "You and Ana agree on all 690 cells that both labelled; kappa 1.00",
  );
  // one of very many is not "all", and none is not "< 1 %"
  assert.match(inOneLine(two, { ...PAIR, nAgree: 689 }, null), /agree on > 99 % of 690 cells/);
  assert.match(inOneLine(two, { ...PAIR, nAgree: 0 }, null), /agree on 0 % of 690 cells/);
  assert.equal(inOneLine(two, { ...PAIR, nBoth: 0, nAgree: 0 }, null), "No cell is labelled by both You and Ana");
});

test("of more than two the alpha of all is told, and the two that are shown", () => {
  assert.match(inOneLine(PEOPLE, { ...PAIR, b: 2 }, 0.871), /^You and Ben agree .*; alpha of all 3 is 0\.87$/);
  assert.doesNotMatch(inOneLine(PEOPLE, PAIR, null), /alpha/);
  assert.equal(pairInWords(PEOPLE, { a: 0, b: 2 }), "You and Ben");
});

test("a square says what its labels are to each other, and is seen however few its cells are", () => {
  assert.equal(relationInWords("coarser", "T cell", "CD4 T"), "T cell is coarser, not wrong");
  assert.equal(relationInWords("finer", "CD4 T", "T cell"), "T cell is coarser, not wrong");
  assert.deepEqual(RELATIONS.map(kindOf), ["agree", "coarser", "coarser", "disagree", "disagree"]);
  assert.ok(shadeOf(1, 10_000, "other") > 0.2 && shadeOf(1, 10_000, "same") < 0.01);
  assert.equal(shadeOf(10, 10, "sibling"), 1);
  assert.deepEqual([shadeOf(0, 10, "other"), shadeOf(0, 0, "same")], [0, 0]);
});

test("a name for what is settled is one that is free", () => {
  assert.equal(freeName("types agreed", []), "types agreed");
  assert.equal(freeName("types agreed", ["types agreed", "types agreed 2"]), "types agreed 3");
  assert.equal(new Set(RULES.map(([rule]) => rule)).size, 6);
});

const pair = (more: Partial<ComparedPairMessage>): ComparedPairMessage => ({
  a: 0,
  b: 1,
  rows: ["B", "T"],
  columns: ["B", "T", "CD4 T"],
  row_colors: ["#111111", null],
  column_colors: ["#111111", null, null],
  row_order: [1, 0],
  column_order: [0, 1, 2],
  n_both: 21,
  n_agree: 3,
  n_coarser: 5,
  n_disagree: 13,
  n_one: 2,
  kappa: null,
  ...more,
});
const REPLY: CompareReply = {
  serial: 7,
  category: "cell_type",
  column: "agreement: cell_type",
  annotators: [
    { name: "You", kind: "category", where: "here", category: "cell_type" },
    { name: "Ana", kind: "draft", where: "/ana.csv", category: "cell_type" },
  ],
  alpha: null,
  pairs: [pair({}), pair({ b: 2, rows: ["B"], columns: ["X"] })],
  notes: [],
};
const SQUARES = Uint32Array.of(1, 2, 3, 4, 5, 6, 0, 4, 4, 4, 0, 1, 9, 3);

test("the squares of each pair are cut from what is beside them", () => {
  const tables = tablesFrom(comparedFrom(REPLY).pairs, new DataView(SQUARES.buffer));
  assert.deepEqual([...(tables[0] as PairTable).counts], [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(tables[0]?.relations, ["same", "other", "other", "other", "same", "coarser"]);
  assert.deepEqual([...(tables[1] as PairTable).counts], [9]);
  assert.deepEqual(tables[1]?.relations, ["sibling"]);
  assert.equal(tables[0]?.nOne, 2);
});

test("people are compared while anyone looks, anew after an edit, and a square is asked of what is on screen", async () => {
  const { python, store, lifetime } = await openStore();
  const { agreement } = store;
  const asked = () => python.sent.filter(({ kind }) => kind === "compare_with").length;
  agreement.watch(lifetime.signal);
  const ana = ofColleague({ name: "Ana", path: "/ana.csv" }, "cell_type");
  const told = () => agreement.answer.value?.serial ?? null;
  assert.equal(told(), null);
  agreement.toggle(ana);
  const last = python.sent.filter(({ kind }) => kind === "compare_with").at(-1);
  assert.equal(last?.category, "cell_type");
  assert.deepEqual(last?.others, [{ path: "/ana.csv", category: "cell_type" }]);
  await python.answer("compare_with", REPLY, SQUARES);
  assert.equal(told(), 7);
  // another category that comes into use is not compared in its place
  const before = asked();
  python.set("category", null);
  assert.equal(asked(), before);
  // a square
  void agreement.pick("T", "B", "replace");
  await turn();
  const square = python.sent.findLast(({ kind }) => kind === "compare_square");
  assert.deepEqual([square?.serial, square?.row, square?.column, square?.mode], [7, "T", "B", "replace"]);
  assert.deepEqual(agreement.square.value, { pair: 0, row: "T", column: "B" });
  void agreement.pick("T", null, "add");
  await turn();
  const row = python.sent.findLast(({ kind }) => kind === "compare_square");
  assert.deepEqual([row?.row, row?.column], ["T", undefined]);
  // an edit
  python.set("revision", 4);
  assert.equal(asked(), before + 1);
  agreement.toggle(ofColumn("louvain"));
  agreement.toggle(ofColumn("louvain"));
  assert.equal(agreement.others.value.length, 1);
  agreement.toggle(ofFile("C:\\drafts\\ben.csv"));
  assert.equal(agreement.others.value[1]?.text, "ben.csv");
  assert.equal(agreement.square.value, null);
  agreement.toggle(ana);
  agreement.toggle(ofFile("C:\\drafts\\ben.csv"));
  assert.equal(told(), null, "of nobody nothing is told");
});

test("what is compared is people once a colleague is found, as long as nobody chose", async () => {
  const { python, store } = await openStore();
  assert.equal(store.agreement.mode.value, "columns");
  void store.agreement.lookForColleagues();
  await python.answer("annotators", {
    colleagues: [{ name: "Ana", path: "/ana.csv", categories: ["cell_type"], saved_at: null }],
  });
  assert.equal(store.agreement.mode.value, "people");
  store.agreement.chooseMode("columns");
  assert.equal(store.agreement.mode.value, "columns");
});
