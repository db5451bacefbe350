import assert from "node:assert/strict";
import { test } from "node:test";
import { categoriesReader, labelsFrom } from "../src/wire/sentCategories";
import { label } from "./opened";

const text = (count: number) =>
  JSON.stringify({
    code: [2, 1],
    name: ["B", "T"],
    color: ["#000000", "#ffffff"],
    count: [count, 5],
    note: ["", "seen"],
  });
const sent = (id: number, count: number) => ({ id, name: `c${id}`, labels: text(count), unassigned: 0 });

test("columns are labels, and what is left out is as usual", () => {
  assert.deepEqual(labelsFrom(text(3)), [
    label(2, "B", { color: "#000000", count: 3 }),
    label(1, "T", { color: "#ffffff", count: 5, note: "seen" }),
  ]);
  assert.deepEqual(labelsFrom('{"code":[],"name":[],"color":[],"count":[]}'), []);
});

test("labels whose text is as it was are the very same, those of another category or text are not", () => {
  const read = categoriesReader();
  const [one, two] = read([sent(1, 3), sent(2, 3)]);
  const [same, other] = read([sent(1, 3), sent(2, 4)]);
  assert.equal(same?.labels, one?.labels);
  assert.notEqual(other?.labels, two?.labels);
  assert.equal(other?.labels[0]?.count, 4);
  assert.deepEqual(read(null), []);
});

test("the labels of a page of its own are no text, and taken as they are", () => {
  const labels = labelsFrom(text(3));
  assert.equal(categoriesReader()([{ id: 1, name: "c1", labels, unassigned: 0 }])[0]?.labels, labels);
});
