import assert from "node:assert/strict";
import { test } from "node:test";
import { askedAbout, meaningsOf, stillOpen } from "../src/panels/labels/proposed";
import { label } from "./opened";

const T = { id: "CL:0000084", name: "T cell" };
const TREG = { id: "CL:0000815", name: "regulatory T cell" };
const THEN = [label(1, "T", { term: T }), label(2, "Treg", { term: TREG }), label(3, "mine")];
const PROPOSED = [{ label: "Treg", parent: "T" }];

test("a nesting that was proposed holds until its labels are nested, renamed or given other terms", () => {
  const [top, under, mine] = THEN as [(typeof THEN)[0], (typeof THEN)[0], (typeof THEN)[0]];
  const after = (...now: typeof THEN) => stillOpen(PROPOSED, THEN, now);
  assert.deepEqual(after(top, under, mine), PROPOSED);
  assert.deepEqual(after(top, under, { ...mine, name: "other" }), PROPOSED);
  assert.deepEqual(after(top, { ...under, parent: "mine", level: 2 }, mine), []);
  assert.deepEqual(after(top, { ...under, term: null }, mine), []);
  assert.deepEqual(after({ ...top, term: TREG }, under, mine), []);
  assert.deepEqual(after({ ...top, name: "T cells" }, under, mine), []);
  assert.deepEqual(after(top, mine), []);
});

test("nestings proposed hang on names, terms and nesting, not on counts or colours", () => {
  const now = (more: object) => meaningsOf(THEN.map((one) => (one.code === 2 ? { ...one, ...more } : one)));
  assert.equal(now({ count: 9, color: "#000000" }), meaningsOf(THEN));
  for (const more of [{ name: "x" }, { term: null }, { parent: "T" }, { code: 9 }])
    assert.notEqual(now(more), meaningsOf(THEN));
});

test("terms are asked for anew for a name that nobody asked about, not when one has got its term", () => {
  const before = ["T", "Treg"];
  assert.equal(askedAbout(before, ["Treg"]), before);
  assert.equal(askedAbout(before, []), before);
  assert.equal(askedAbout(before, ["T", "Treg"]), before, "a term was taken back");
  assert.deepEqual(askedAbout(before, ["T", "mine"]), ["T", "mine"]);
});
