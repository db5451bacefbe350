import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { answerText, checked } from "../src/page/answer";
import { PageRecord } from "../src/page/record";
import { RULES } from "./pageRules";

const WORDS = { palette: ["#222222"], mostLabels: 1000, rules: RULES };
const NAMES = ["c</script>", "naïve", "c3", '"4"'];
const plain = { note: "", evidence: [], term: null, parent: null, level: 1, confidence: null, reserved: false };

function answer(): string {
  const labels = [
    { code: 3, name: "</script>", color: "#111111", ...plain, term: { id: "CL:0000084", name: "T cell" } },
  ];
  const bases = [
    { category: { id: 1, name: "ct", labels }, codes: Uint8Array.of(3, 0, 3, 0), isNew: false },
    { category: { id: 2, name: "left alone", labels: [] }, codes: new Uint8Array(4), isNew: false },
  ];
  const record = new PageRecord(bases, 4, WORDS);
  const cells = (...at: number[]) => Uint32Array.from(at);
  record.do({ op: "label", category: "ct", label: "ü", cells: cells(0, 1), time: "t1" });
  record.do({ op: "label", category: "ct", label: "gone", cells: cells(2), time: "t2" });
  record.undo();
  record.do({ op: "set_note", category: "ct", label: "ü", text: "one\ntwo", cells: cells(), time: "t3" });
  record.do({ op: "create_category", category: "mine", label: null, cells: cells(), time: "t4" });
  record.do({ op: "unlabel", category: "ct", label: null, cells: cells(0, 2, 3), time: "t5" });
  const contents = {
    page: "p",
    dataset: { name: "d", n_cells: 4, fingerprint: "f" },
    draft: "D",
    revision: 7,
  };
  const { given, done } = record;
  return answerText({ contents, author: "Ana", saved: "now", bases: given, deeds: done, names: NAMES });
}

test("each line has a check of itself and of the line before", () => {
  let before = "";
  for (const line of answer().split("\n").slice(0, -1)) {
    const at = line.lastIndexOf(',"check":"');
    before = createHash("sha256")
      .update(before + line.slice(0, at), "utf8")
      .digest("hex");
    assert.equal(line.slice(at), `,"check":"${before}"}`);
  }
});

test("it has what was given, what was done and not undone, and its end", () => {
  const lines = answer().trimEnd().split("\n");
  const told = lines.map((line) => {
    const { check: _, ...rest } = JSON.parse(line);
    return rest;
  });
  assert.deepEqual(told, [
    {
      kind: "answer",
      format: 1,
      page: "p",
      dataset: "d",
      draft: "D",
      fingerprint: "f",
      n_cells: 4,
      revision: 7,
      author: "Ana",
      saved: "now",
    },
    {
      kind: "base",
      category: "ct",
      new: false,
      labels: [{ name: "</script>", color: "#111111", term: "CL:0000084", parent: null }],
      cells: { "</script>": ["c</script>", "c3"] },
    },
    { kind: "base", category: "mine", new: true, labels: [], cells: {} },
    {
      kind: "edit",
      time: "t1",
      category: "ct",
      label: "ü",
      cells: ["c</script>", "naïve"],
      changed: 2,
      former: { "</script>": 1, "": 1 },
    },
    { kind: "comment", time: "t3", category: "ct", label: "ü", text: "one\ntwo" },
    {
      kind: "edit",
      time: "t5",
      category: "ct",
      label: null,
      cells: ["c</script>", "c3", '"4"'],
      changed: 2,
      former: { ü: 1, "</script>": 1 },
    },
    { kind: "end", edits: 2 },
  ]);
});

test("halves of letters in names of cells are written as JSON spells them", () => {
  assert.match(checked([{ name: "a\udce9" }]), /^\{"name":"a\\udce9","check":"[0-9a-f]{64}"\}\n$/);
});
