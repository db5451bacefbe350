import assert from "node:assert/strict";
import { test } from "node:test";
import { type Finding, inverted, joined, NOTHING, stepsFrom, withStep } from "../src/store/selection/steps";

const cells = (...of: number[]) => Uint8Array.from({ length: 4 }, (_, i) => +of.includes(i));
const step = (mode: Finding["mode"]): Finding => ({ mode, where: { louvain: ["1"] } });

test("the first step is a new selection, whatever its mode; with filters taking out begins with all", () => {
  const begun = { steps: [step("replace")], picked: cells(1) };
  assert.deepEqual(withStep(NOTHING, step("add"), cells(1), false), begun);
  assert.deepEqual(withStep(NOTHING, step("intersect"), cells(1), true), begun);
  assert.equal(withStep(NOTHING, step("subtract"), cells(1), false), NOTHING);
  assert.deepEqual(withStep(NOTHING, step("subtract"), cells(1), true), {
    steps: [{ mode: "all" }, step("subtract")],
    picked: cells(0, 2, 3),
  });
});

test("a further step joins those before; to invert nothing is to take all", () => {
  const picks = { steps: [step("replace")], picked: cells(1, 2) };
  assert.deepEqual(withStep(picks, step("add"), cells(3), false).picked, cells(1, 2, 3));
  assert.deepEqual(withStep(picks, step("replace"), cells(3), false), { steps: [step("replace")], picked: cells(3) });
  assert.deepEqual(inverted(picks, 4).picked, cells(0, 3));
  assert.deepEqual(inverted(NOTHING, 4), { steps: [{ mode: "all" }], picked: cells(0, 1, 2, 3) });
});

test("a step on two columns is told with both names, and known by one key", () => {
  assert.deepEqual(stepsFrom([{ mode: "add", basis: ["CD3E", "CD8A"] }, { mode: "all" }]), [
    { mode: "add", basis: '["CD3E","CD8A"]' },
    { mode: "all" },
  ]);
});

test("steps along one graph of one kind, one after the other, are told as one", () => {
  const grown = (grow: number, graph = "g", nWithin?: number) =>
    ({ mode: "add", neighbors: { grow, graph }, ...(nWithin !== undefined && { nWithin }) }) as const;
  const shrunk = { mode: "intersect", neighbors: { shrink: 1, graph: "g" } } as const;
  const told = joined([
    step("replace"),
    grown(1),
    grown(2),
    shrunk,
    shrunk,
    grown(1),
    grown(1, "other"),
    grown(1, "other", 4),
  ]);
  assert.deepEqual(
    told.map(({ step: { neighbors }, from, to }) => [neighbors?.grow ?? neighbors?.shrink ?? 0, from, to]),
    [
      [0, 0, 0],
      [3, 1, 2],
      [2, 3, 4],
      [1, 5, 5],
      [1, 6, 6],
      [1, 7, 7],
    ],
  );
});
