import assert from "node:assert/strict";
import { test } from "node:test";
import { cellsInPolygons } from "../src/geometry/lasso";
import { Selecting } from "../src/page/selecting";
import type { Filter } from "../src/store/data/filterValue";
import { passes } from "../src/store/data/filterValue";

/** Six cells on a line; the first three are of one level. */
const LEVELS = ["a", "a", "a", "b", "b", "b"];
function selecting(): Selecting {
  return new Selecting({
    inside: cellsInPolygons,
    nCells: 6,
    xy: async () => Float32Array.from(LEVELS.flatMap((_, i) => [i, 0])),
    passing: async (_: string, filter: Filter) => Uint8Array.from(LEVELS, (level) => Number(passes(filter, level))),
  });
}
const around = (from: number, to: number) => [
  [from - 0.5, -1],
  [to + 0.5, -1],
  [to + 0.5, 1],
  [from - 0.5, 1],
];
async function cells(of: Selecting): Promise<number[]> {
  const [mask] = (await of.told(null)).masks;
  return [...(mask ?? [])].flatMap((one, i) => (one ? [i] : []));
}
const lasso = (of: Selecting, mode: "replace" | "add" | "subtract" | "intersect", from: number, to: number) =>
  of.select({ mode, lasso: [around(from, to)], basis: "X" }, null, null);

test("lassos add, take out and keep; steps are told as they were made", async () => {
  const one = selecting();
  await lasso(one, "add", 0, 1);
  await lasso(one, "add", 3, 5);
  await lasso(one, "subtract", 4, 4);
  assert.deepEqual(await cells(one), [0, 1, 3, 5]);
  await lasso(one, "intersect", 1, 5);
  assert.deepEqual(await cells(one), [1, 3, 5]);
  const { message } = await one.told("r");
  assert.deepEqual(
    message.steps.map(({ mode }) => mode),
    ["replace", "add", "subtract", "intersect"],
  );
  assert.equal(message.request, "r");
});

test("undo goes back to each selection before, redo forth again", async () => {
  const one = selecting();
  const seen = [await cells(one)];
  await lasso(one, "replace", 0, 2);
  seen.push(await cells(one));
  one.filter("level", ["b"]);
  seen.push(await cells(one));
  one.clear(true);
  seen.push(await cells(one));
  for (const before of seen.slice(0, -1).reverse()) {
    assert.ok(one.step(true));
    assert.deepEqual(await cells(one), before);
  }
  assert.equal(one.step(true), false);
  for (const next of seen.slice(1)) {
    assert.ok(one.step(false));
    assert.deepEqual(await cells(one), next);
  }
});

test("a filter narrows what is picked, and what is picked is told beside it", async () => {
  const one = selecting();
  await lasso(one, "replace", 1, 4);
  one.filter("level", { not: ["a"] });
  const { message, masks } = await one.told(null);
  assert.deepEqual(
    masks.map((mask) => [...mask]),
    [
      [0, 0, 0, 1, 1, 0],
      [0, 1, 1, 1, 1, 0],
    ],
  );
  assert.deepEqual(message.filters, { level: { not: ["a"] } });
});

test("an inverted selection with filters has these as a step, and no filter any more", async () => {
  const one = selecting();
  await lasso(one, "replace", 1, 4);
  one.filter("level", ["a"]);
  await one.invert(null);
  assert.deepEqual(await cells(one), [0, 3, 4, 5]);
  const { message } = await one.told(null);
  assert.deepEqual(
    message.steps.map(({ mode, where }) => [mode, where]),
    [
      ["replace", undefined],
      ["intersect", { level: ["a"] }],
      ["invert", undefined],
    ],
  );
  assert.deepEqual(message.filters, {});
});

test("with a step taken out the selection is as if it had not been made", async () => {
  const one = selecting();
  await lasso(one, "replace", 0, 1);
  await lasso(one, "add", 4, 5);
  await one.invert(null);
  const { message } = await one.told(null);
  one.drop(0, message.serial);
  assert.deepEqual(await cells(one), [0, 1, 2, 3]);
  assert.throws(() => one.drop(0, message.serial), /changed meanwhile/);
  one.drop(0, (await one.told(null)).message.serial);
  // the inverse of nothing would be everything, which nobody asked for
  assert.deepEqual(await cells(one), []);
});

test("in a part only its cells are selected", async () => {
  const one = selecting();
  const part = { mask: Uint8Array.of(0, 1, 1, 1, 0, 0), n: 3, name: "p" };
  await one.select({ mode: "replace", lasso: [around(0, 2)], basis: "X" }, null, part);
  assert.deepEqual(await cells(one), [1, 2]);
  await one.invert(part);
  assert.deepEqual(await cells(one), [3]);
  one.all(part);
  assert.deepEqual(await cells(one), [1, 2, 3]);
});
