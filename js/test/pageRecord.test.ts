import assert from "node:assert/strict";
import { test } from "node:test";
import { Refused } from "../src/page/names";
import { type Asked, type Base, PageRecord } from "../src/page/record";
import { RULES } from "./pageRules";

const WORDS = { palette: ["#111111", "#222222"], mostLabels: 1000, rules: RULES };

function label(code: number, name: string) {
  const plain = { note: "", evidence: [], term: null, parent: null, level: 1, confidence: null, reserved: false };
  return { code, name, color: "#111111", ...plain };
}
function base(): Base {
  const category = { id: 4, name: "ct", labels: [label(1, "A"), label(2, "B")] };
  return { category, codes: Uint8Array.of(1, 1, 2, 0, 2, 0), isNew: false };
}
const fresh = () => new PageRecord([base()], 6, WORDS);
function asked(op: Asked["op"], name: string | null, cells: number[] = [], more: Partial<Asked> = {}): Asked {
  return { op, category: "ct", label: name, cells: Uint32Array.from(cells), time: "now", ...more };
}
function counts(record: PageRecord): Record<string, number> {
  const [category] = record.categories();
  const named = (category?.labels ?? []).map((one) => [one.name, one.count]);
  return { ...Object.fromEntries(named), "": category?.unassigned };
}

test("a label is drawn on the cells that have another one, and says what they were", () => {
  const record = fresh();
  const made = record.do(asked("label", "A", [0, 2, 3, 4]));
  assert.deepEqual([...(made?.deed.changed ?? [])], [2, 3, 4]);
  assert.deepEqual(made?.deed.former, [
    ["B", 2],
    [null, 1],
  ]);
  assert.deepEqual(made?.patches, [{ category: 4, code: 1, cells: Uint32Array.of(2, 3, 4) }]);
  assert.deepEqual(counts(record), { A: 5, B: 0, "": 1 });
});

test("undo and redo bring back what was, edit by edit; what the page was given stays", () => {
  const record = fresh();
  const states = [counts(record)];
  const edits = [
    asked("label", " C ", [0, 5]),
    asked("unlabel", null, [0, 1, 2]),
    asked("add_label", "D"),
    asked("label", "D", [4]),
    asked("set_note", "D", [], { text: " seen \n twice " }),
  ];
  for (const one of edits) {
    assert.ok(record.do(one));
    states.push(counts(record));
  }
  assert.equal(record.categories()[0]?.labels.at(-1)?.note, "seen \n twice");
  for (let n = edits.length - 1; n >= 0; n--) {
    assert.ok(record.undo());
    assert.deepEqual(counts(record), states[n]);
  }
  assert.equal(record.undo(), null);
  for (let n = 1; n < states.length; n++) {
    record.redo();
    assert.deepEqual(counts(record), states[n]);
  }
  assert.equal(record.redo(), null);
  assert.deepEqual(record.given[0]?.codes, Uint8Array.of(1, 1, 2, 0, 2, 0));
});

test("patches of an undo lead from codes to codes", () => {
  const record = fresh();
  const before = Uint32Array.from(record.codes(4) ?? []);
  record.do(asked("label", "new", [0, 2, 3]));
  const drawn = Uint32Array.from(record.codes(4) ?? []);
  for (const { code, cells } of record.undo()?.patches ?? []) for (const cell of cells) drawn[cell] = code;
  assert.deepEqual(drawn, before);
});

test("a category made here is empty, takes labels, and goes with its undo", () => {
  const record = fresh();
  record.do(asked("create_category", null, [], { category: "mine" }));
  record.do(asked("label", "X", [1, 2], { category: "mine" }));
  assert.deepEqual(
    record.categories().map(({ name, unassigned }) => [name, unassigned]),
    [
      ["ct", 2],
      ["mine", 4],
    ],
  );
  record.undo();
  record.undo();
  assert.equal(record.categories().length, 1);
  record.redo();
  record.redo();
  assert.equal(record.categories()[1]?.labels[0]?.count, 2);
});

test("what changes nothing is no edit", () => {
  const record = fresh();
  assert.equal(record.do(asked("label", "A", [0, 1])), null);
  assert.equal(record.do(asked("unlabel", null, [3])), null);
  assert.equal(record.do(asked("set_note", "A", [], { text: "  " })), null);
  assert.equal(record.undoText, null);
});

test("names that no file can hold are refused in a sentence, and nothing is changed", () => {
  const record = fresh();
  for (const name of ["", "  ", "a\nb", "a\u0000", "\ud800", "unassigned", "_Index", "x".repeat(201)]) {
    assert.throws(() => record.do(asked("label", name, [0])), Refused, JSON.stringify(name));
    assert.throws(() => record.do(asked("create_category", null, [], { category: name })), Refused);
  }
  assert.throws(() => record.do(asked("add_label", "A")), /already/);
  assert.throws(() => record.do(asked("create_category", null, [], { category: "ct" })), /already/);
  assert.throws(() => record.do(asked("set_note", "Z", [], { text: "?" })), Refused);
  assert.throws(() => record.do(asked("set_note", "A", [], { text: "x".repeat(4001) })), Refused);
  assert.throws(() => record.do(asked("label", "A", [0], { category: "gone" })), Refused);
  assert.deepEqual(counts(record), { A: 2, B: 2, "": 2 });
});

test("a new label has a color that no other one has", () => {
  const record = fresh();
  record.do(asked("add_label", "C"));
  assert.equal(record.categories()[0]?.labels.at(-1)?.color, "#222222");
});

test("what is pasted into a note is kept as lines, without what no note can hold", () => {
  const notes = {
    "one\vtwo": "one\ntwo",
    "one\r\ntwo\rthree\u2028four\fpage\u0085end": "one\ntwo\nthree\nfour\npage\nend",
    "a\u0000b\u001bc\ud800d\u007fe": "abcde",
    "\tkept\tin": "kept\tin",
    "e\u0301 \ud83e\uddec": "\u00e9 \ud83e\uddec",
  };
  for (const [pasted, kept] of Object.entries(notes)) {
    const made = fresh().do(asked("set_note", "A", [], { text: pasted }));
    assert.equal(made?.deed.text, kept);
  }
  assert.equal(fresh().do(asked("set_note", "A", [], { text: "\u0000\v" })), null);
});

test("a name of a person holds no line end, and is no longer than can be", () => {
  assert.equal(RULES.author(" Ben\vÖ\u0000 "), "Ben Ö");
  assert.equal([...RULES.author("\ud83e\uddec".repeat(90))].length, 80);
  assert.throws(() => RULES.checkNew("x".repeat(118), "category"), /118 characters; use at most 117/);
});

test("a name with a script in it is refused, as Python would refuse the answer; other signs are text", () => {
  assert.throws(() => RULES.checkNew("< SCRIPT src=x>", "label"), /holds a script/);
  RULES.checkNew("CD4 <low>, a < b", "label");
  assert.equal(RULES.author("Ben <script>"), "Ben  >");
});

test("a category has no more labels than Python takes", () => {
  const record = new PageRecord([base()], 6, { ...WORDS, mostLabels: 3 });
  record.do(asked("add_label", "C"));
  assert.throws(() => record.do(asked("label", "D", [0])), /ct has 3 labels, and can have no more/);
  assert.ok(record.do(asked("label", "C", [0])));
});

test("what was done at another time is made again; what is there already is no loss, what can't be made is told", () => {
  const record = fresh();
  assert.ok(record.again(asked("create_category", null, [], { category: "ct" })));
  assert.ok(record.again(asked("add_label", "A")));
  assert.ok(record.again(asked("label", "A", [0])));
  assert.equal(record.done.length, 0);
  assert.ok(record.again(asked("label", "new", [0])));
  assert.equal(record.again(asked("label", "A", [0], { category: "gone" })), false);
  assert.equal(record.again(asked("set_note", "Z", [], { text: "?" })), false);
  assert.equal(record.done.length, 1);
});
