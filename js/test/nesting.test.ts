import assert from "node:assert/strict";
import { test } from "node:test";
import {
  above,
  colorInWords,
  depthOf,
  families,
  familyIn,
  familyOf,
  isNested,
  levelOf,
  moved,
  stepped,
  tableAt,
  unfolded,
  withLevels,
  withoutLevels,
  withParents,
} from "../src/store/data/nesting";
import { type Nesting, targetAt } from "../src/ui/useDragOrder";
import { createFamilies } from "../src/view/families";
import { label, NESTED, turn } from "./opened";

const names = (labels: readonly { name: string }[] | null) => labels?.map(({ name }) => name);
const IN_ORDER = ["B cell", "T cell", "CD4 T", "Treg", "CD8 T", "doublets"];

test("each label is followed by those under it, whatever order they come in", () => {
  assert.deepEqual(names(families(NESTED)), IN_ORDER);
  const mixed = [3, 5, 2, 1, 0, 4].map((i) => NESTED[i] ?? label(9, "?"));
  assert.deepEqual(names(families(mixed)), ["doublets", "T cell", "CD4 T", "Treg", "CD8 T", "B cell"]);
  assert.deepEqual(names(families([label(1, "orphan", { parent: "gone" })])), ["orphan"]);
});

test("who is above, who is below", () => {
  assert.deepEqual(above(NESTED, "Treg"), ["CD4 T", "T cell"]);
  assert.deepEqual(above(NESTED, "B cell"), []);
  assert.deepEqual(names(familyOf(NESTED, "T cell")), ["T cell", "CD4 T", "Treg", "CD8 T"]);
  assert.deepEqual(names(familyOf(NESTED, "Treg")), ["Treg"]);
  assert.deepEqual(names(familyOf(NESTED, "gone")), []);
  assert.deepEqual(names(familyOf([label(1, "orphan", { parent: "gone" }), ...NESTED], "doublets")), ["doublets"]);
  assert.equal(isNested(NESTED), true);
  assert.equal(isNested(NESTED.slice(0, 2)), false);
  assert.equal(depthOf(NESTED), 3);
});

test("families and what is above are looked up: each label's parent is read a few times, however many are asked for", () => {
  let read = 0;
  const many = Array.from({ length: 300 }, (_, i) =>
    Object.defineProperty(label(i + 1, `L${i}`), "parent", {
      get: () => {
        read += 1;
        return i % 10 === 0 ? null : `L${i - 1}`;
      },
    }),
  );
  for (const [i, { name }] of many.entries()) {
    const first = i - (i % 10);
    assert.equal(familyOf(many, name).length, first + 10 - i);
    assert.equal(above(many, name).length, i - first);
  }
  assert.ok(read <= 10 * many.length, `${read} times for ${many.length} labels`);
});

test("a folded label hides all under it, and only those", () => {
  const folded = (...away: string[]) => names(unfolded(NESTED, ({ name }) => away.includes(name)));
  assert.deepEqual(folded("T cell"), ["B cell", "T cell", "doublets"]);
  assert.deepEqual(folded("CD4 T"), ["B cell", "T cell", "CD4 T", "CD8 T", "doublets"]);
  assert.deepEqual(folded("T cell", "CD4 T"), ["B cell", "T cell", "doublets"]);
  assert.deepEqual(folded("Treg"), IN_ORDER);
});

test("the digits stand for the labels in sight, and folding is kept through a rename", () => {
  const families = createFamilies();
  const category = { id: 1, name: "cell_type", labels: NESTED, unassigned: 0 };
  const cd4 = NESTED[2] ?? label(9, "?");
  families.fold(category, cd4, true);
  const renamed = NESTED.map((one) => (one === cd4 ? { ...one, name: "CD4" } : one)).map((one) =>
    one.parent === "CD4 T" ? { ...one, parent: "CD4" } : one,
  );
  assert.deepEqual(names(families.inSight({ ...category, labels: renamed })), [
    "B cell",
    "T cell",
    "CD4",
    "CD8 T",
    "doublets",
  ]);
  assert.equal(families.inSight({ ...category, id: 2 }).length, 6);
  families.fold(category, cd4, false);
  assert.equal(families.inSight(category).length, 6);
});

test("the digits stand for the order on screen while a change of it waits, and for Python's again once it answers", async () => {
  const families = createFamilies();
  const category = { id: 1, name: "cell_type", labels: NESTED, unassigned: 0 };
  const wish = (name: string, answered: Promise<void>) => {
    const order = stepped(families.ordered(category), name, -1)?.map(({ code }) => code) ?? [];
    families.wish(category, order, answered);
  };
  let [answerFirst, refuseSecond] = [() => {}, () => {}];
  wish("doublets", new Promise((resolve) => (answerFirst = resolve)));
  const once = ["B cell", "doublets", "T cell", "CD4 T", "Treg", "CD8 T"];
  assert.deepEqual(names(families.inSight(category)), once);
  assert.deepEqual(names(families.inSight({ ...category, id: 2 })), IN_ORDER);
  wish("doublets", new Promise((_, reject) => (refuseSecond = reject)));
  const twice = ["doublets", "B cell", "T cell", "CD4 T", "Treg", "CD8 T"];
  assert.deepEqual(names(families.inSight(category)), twice);
  answerFirst();
  await turn();
  assert.deepEqual(names(families.inSight(category)), twice, "the later wish goes on");
  const more = { ...category, labels: [label(9, "new"), ...NESTED] };
  assert.deepEqual(names(families.inSight(more)), [...twice, "new"]);
  refuseSecond();
  await turn();
  assert.deepEqual(names(families.inSight(category)), IN_ORDER);
});

test("what a search finds stands below its parents", () => {
  assert.deepEqual(names(withParents(NESTED, ({ name }) => name === "Treg")), ["T cell", "CD4 T", "Treg"]);
  assert.deepEqual(names(withParents(NESTED, () => false)), []);
});

test("a label moves with all under it, and stays under its parent", () => {
  const order = (name: string, before: string | null) => names(moved(NESTED, name, before));
  assert.deepEqual(order("T cell", "B cell"), ["T cell", "CD4 T", "Treg", "CD8 T", "B cell", "doublets"]);
  assert.deepEqual(order("T cell", null), ["B cell", "doublets", "T cell", "CD4 T", "Treg", "CD8 T"]);
  assert.deepEqual(order("CD8 T", "CD4 T"), ["B cell", "T cell", "CD8 T", "CD4 T", "Treg", "doublets"]);
  // elsewhere than under its parent: as near as it can
  assert.deepEqual(order("CD8 T", "B cell"), ["B cell", "T cell", "CD8 T", "CD4 T", "Treg", "doublets"]);
  assert.deepEqual(order("CD4 T", null), ["B cell", "T cell", "CD8 T", "CD4 T", "Treg", "doublets"]);
  assert.deepEqual(order("B cell", "Treg"), IN_ORDER.slice(1, 5).concat("B cell", "doublets"));
  // into its own family: nothing changes
  assert.deepEqual(order("T cell", "Treg"), IN_ORDER);
});

test("by keys a label changes places with its sibling", () => {
  const order = (name: string, by: -1 | 1) => names(stepped(NESTED, name, by));
  assert.deepEqual(order("CD4 T", 1), ["B cell", "T cell", "CD8 T", "CD4 T", "Treg", "doublets"]);
  assert.deepEqual(order("CD8 T", -1), ["B cell", "T cell", "CD8 T", "CD4 T", "Treg", "doublets"]);
  assert.deepEqual(order("doublets", -1), ["B cell", "doublets", "T cell", "CD4 T", "Treg", "CD8 T"]);
  assert.equal(stepped(NESTED, "Treg", 1), null);
  assert.equal(stepped(NESTED, "B cell", -1), null);
});

test("at a level the label above stands for those deeper, and those not so deep for themselves", () => {
  const codes = (level: number) => NESTED.map(({ code }) => tableAt(NESTED, level).get(code));
  assert.deepEqual(codes(1), [1, 2, 2, 2, 2, 4]);
  assert.deepEqual(codes(2), [1, 2, 5, 5, 6, 4]);
  assert.deepEqual(codes(3), [1, 2, 5, 3, 6, 4]);
});

test("a color may be a level of a category, unless something is called so", () => {
  const category = { id: 1, name: "cell_type", labels: NESTED, unassigned: 0 };
  assert.equal(levelOf("level 2: cell_type", [category])?.level, 2);
  assert.equal(levelOf("level 2: other", [category]), null);
  assert.equal(levelOf("level 0: cell_type", [category]), null);
  assert.equal(levelOf(null, [category]), null);
  assert.equal(colorInWords("level 2: cell_type", [category]), "cell_type, level 2");
  const odd = { ...category, name: "level 1: cell_type" };
  assert.equal(colorInWords("level 1: cell_type", [category, odd]), "level 1: cell_type");
});

test("a condition on a level asks for the labels that are shown so", () => {
  const category = { id: 1, name: "cell_type", labels: NESTED, unassigned: 0 };
  const asked = (where: Record<string, (string | null)[]>) => withoutLevels(where, [category]);
  assert.deepEqual(asked({ "level 1: cell_type": ["T cell", null], louvain: ["1"] }), {
    cell_type: [null, "T cell", "CD4 T", "Treg", "CD8 T"],
    louvain: ["1"],
  });
  assert.deepEqual(asked({ "level 2: cell_type": ["CD4 T"], cell_type: ["Treg", "B cell"] }), { cell_type: ["Treg"] });
  assert.deepEqual(asked({ "level 1: other": ["x"] }), { "level 1: other": ["x"] });
  assert.deepEqual(withLevels(category), ["cell_type", "level 1: cell_type", "level 2: cell_type"]);
});

test("dropped on the middle of a row it goes under it, between rows beside it, at the edge outside", () => {
  const nesting: Nesting = {
    mayGoUnder: (row, other) => row !== other && other !== 4,
    isRefused: () => false,
    sayWhyNot() {},
    goUnder: () => {},
    outside: (row) => (row === 3 ? 5 : null),
    goOutside: () => {},
    landing: (_, gap) => ({ gap, indent: 9 }),
  };
  const at = (from: number, x: number, rows: number) => targetAt(from, { x, rows }, 6, nesting);
  assert.deepEqual(at(1, 100, 2.5), { kind: "under", row: 2 });
  assert.deepEqual(at(1, 100, 2.1), { kind: "gap", gap: 2, indent: 9 });
  assert.deepEqual(at(1, 100, 2.9), { kind: "gap", gap: 3, indent: 9 });
  assert.deepEqual(at(1, 100, 4.5), { kind: "gap", gap: 5, indent: 9 }, "what may not be above it");
  assert.deepEqual(at(1, 100, 1.4), { kind: "gap", gap: 1, indent: 9 }, "itself");
  assert.deepEqual(at(1, 5, 2.5), { kind: "under", row: 2 }, "it is outside already");
  assert.deepEqual(at(3, 5, 2.5), { kind: "out", gap: 5, indent: 0 });
  assert.deepEqual(at(3, 100, -2), { kind: "out", gap: 5, indent: 0 });
  assert.deepEqual(at(3, 100, 99), { kind: "gap", gap: 6, indent: 9 });
  assert.deepEqual(targetAt(1, { x: 5, rows: 2.5 }, 6, undefined), { kind: "gap", gap: 3, indent: 0 });
});

test("names are a family where they are a label with all under it", () => {
  assert.equal(familyIn(NESTED, ["CD4 T", "Treg"]), "CD4 T");
  assert.equal(familyIn(NESTED, ["Treg", "CD8 T", "T cell", "CD4 T"]), "T cell");
  for (const names of [["T cell", "CD4 T"], ["Treg"], ["B cell", "Treg", "CD4 T"], ["CD4 T", "Treg", null], []])
    assert.equal(familyIn(NESTED, names), null);
});
