/** What keys mean in the tab of a review. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { meantBy } from "../src/panels/review/reviewKeys";

const press = (key: string, held: Partial<Record<"ctrlKey" | "metaKey" | "altKey", boolean>> = {}) =>
  meantBy({ key, ctrlKey: false, metaKey: false, altKey: false, ...held });

test("decisions have a key each, in either case", () => {
  assert.deepEqual(press("Enter"), { kind: "decide", decision: "accept" });
  for (const key of ["s", "S"]) assert.deepEqual(press(key), { kind: "decide", decision: "skip" });
  for (const key of ["u", "U"]) assert.deepEqual(press(key), { kind: "decide", decision: "unsure" });
  assert.deepEqual(press("Backspace"), { kind: "back" });
  assert.deepEqual(press("1"), { kind: "offered", place: 0 });
  assert.deepEqual(press("9"), { kind: "offered", place: 8 });
});

test("any other letter begins a label, and a slash one that begins with a letter of a decision", () => {
  for (const key of ["a", "N", "ß", "α", "é", "/"]) assert.deepEqual(press(key), { kind: "write" });
});

test("what is held, walks or leaves is not of the review", () => {
  for (const key of ["0", "Escape", "Tab", "ArrowDown", "F2", " ", "?", "Delete", "Shift"])
    assert.equal(press(key), null);
  for (const held of ["ctrlKey", "metaKey", "altKey"] as const) {
    for (const key of ["s", "Enter", "1", "z", "Backspace"]) assert.equal(press(key, { [held]: true }), null);
  }
});
