import assert from "node:assert/strict";
import { test } from "node:test";
import { lostWith } from "../src/store/labels/lost";
import { label } from "./opened";

const B = { id: "CL:0000236", name: "B cell", release: "2026-03-26" };

test("what goes with labels merged into another one is told", () => {
  const plain = label(1, "B cell");
  const said = label(2, "B cel", { term: B, note: "CD79A", evidence: ["CD79A"], confidence: "high" });
  assert.equal(
    lostWith([plain, said], ["B cel"], "B cell"),
    ", without the term, the note, the genes and the confidence of B cel",
  );
  assert.equal(lostWith([plain, said], ["B cell"], "B cel"), "");
  // what both say stays
  const same = label(3, "B", { term: B, note: "MS4A1" });
  assert.equal(lostWith([said, same], ["B", "B cel"], "B cel"), ", without the note of B");
  // a new label has what its parts share
  assert.equal(lostWith([said, same], ["B", "B cel"], "lymphoid"), "");
});
