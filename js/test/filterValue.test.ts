import assert from "node:assert/strict";
import { test } from "node:test";
import type { Filter } from "../src/store/data/filterValue";
import {
  checkedOf,
  onlyThis,
  onlyTogether,
  passes,
  turned,
  turnedAll,
  turnedTogether,
} from "../src/store/data/filterValue";

const NAMES = ["A", "B", null];

test("unchecking one of all is a filter of what does not pass, and checking it again is none", () => {
  const filter = turned(null, "B", NAMES);
  assert.deepEqual(filter, { kind: "not", names: ["B"] });
  assert.equal(turned(filter, "B", NAMES), null);
});

test("cells without a label have a box of their own", () => {
  assert.deepEqual(turned(turned(null, null, NAMES), "A", NAMES), { kind: "not", names: [null, "A"] });
});

test("boxes go on from only this", () => {
  const only = onlyThis(null, "A");
  assert.deepEqual(only, { kind: "only", names: ["A"] });
  const two = turned(only, null, NAMES);
  assert.deepEqual(two, { kind: "only", names: ["A", null] });
  assert.equal(turned(two, "B", NAMES), null);
  assert.deepEqual(turned(only, "A", NAMES), { kind: "only", names: [] });
  assert.equal(onlyThis(only, "A"), null);
});

test("the box of the column is all, some or none; a click on it makes all of less, and none of all", () => {
  const some: Filter = { kind: "not", names: ["A"] };
  const none: Filter = { kind: "only", names: [] };
  assert.deepEqual(
    [null, some, none].map((filter) => checkedOf(filter, NAMES)),
    ["all", "some", "none"],
  );
  assert.deepEqual(turnedAll(null, NAMES), none);
  assert.equal(turnedAll(some, NAMES), null);
  assert.equal(turnedAll(none, NAMES), null);
});

test("a label that came later passes what it was not named in", () => {
  assert.equal(passes({ kind: "not", names: ["A"] }, "new"), true);
  assert.equal(passes({ kind: "only", names: ["A"] }, "new"), false);
});

test("a label and those under it are one box: what is not all of them becomes all", () => {
  const names = ["B", "T", "CD4", null];
  const family = ["T", "CD4"];
  const hidden = turnedTogether(null, family, names);
  assert.deepEqual(hidden, { kind: "not", names: ["T", "CD4"] });
  assert.deepEqual(checkedOf(hidden, family), "none");
  const half = turned(hidden, "CD4", names);
  assert.equal(checkedOf(half, family), "some");
  assert.equal(turnedTogether(half, family, names), null, "all are shown: there is no filter");
  const only = onlyTogether(half, family);
  assert.deepEqual(only, { kind: "only", names: family });
  assert.deepEqual(turnedTogether({ kind: "only", names: ["T"] }, family, names), only);
  assert.deepEqual(turnedTogether(only, family, names), { kind: "only", names: [] });
  assert.equal(onlyTogether(only, ["CD4", "T"]), null, "it is so already: all again");
});
