import assert from "node:assert/strict";
import { test } from "node:test";
import { confusionHeads, piecesOf } from "../src/panels/compare/confusionRoom";

const NAMES = ["CD4+/CD45RO+ Memory", "CD4+/CD45RA+/CD25- Naive T", "Dendritic"];

test("names may be broken after blanks and signs, and nothing of them is lost", () => {
  assert.deepEqual(piecesOf("CD4+/CD45RO+ Memory"), ["CD4+/", "CD45RO+ ", "Memory"]);
  for (const name of [...NAMES, "", "a", " -x- "]) assert.equal(piecesOf(name).join(""), name);
});

test("heads of columns stand upright where there is room, else they are as high as they can be", () => {
  const told = { rowHeight: 24, rowNames: ["T cell", "B cell"], columnNames: NAMES, digits: 3 };
  const wide = confusionHeads({ ...told, width: 900, height: 180 });
  assert.equal(wide.upright, true);
  assert.ok(wide.columnWidth > 54 && wide.headWidth + 3 * wide.columnWidth <= 900);
  const tall = confusionHeads({ ...told, width: 280, height: 600 });
  assert.equal(tall.upright, false);
  assert.ok(tall.headHeight > 180);
  const low = confusionHeads({ ...told, width: 280, height: 180 });
  assert.deepEqual([low.headHeight, low.upright, low.lines], [108, false, false]);
  const columnNames = ["Monocytes and more of them", "B cell", "T cell"];
  const turned = confusionHeads({ ...told, columnNames, width: 320, height: 180 });
  assert.deepEqual([turned.headHeight, turned.upright, turned.lines], [108, false, true]);
  // no room for lines beside each other: cut
  const little = confusionHeads({
    ...told,
    columnNames: [...NAMES, ...NAMES, "A-".repeat(60)],
    width: 280,
    height: 180,
  });
  assert.deepEqual([little.lines, little.columnWidth], [false, 54]);
  const many = Array.from({ length: 700 }, (_, i) => `part ${i}`);
  assert.equal(confusionHeads({ ...told, columnNames: many, width: 900, height: 180 }).upright, false);
  const allShort = confusionHeads({ ...told, columnNames: many, width: 900, height: 600 });
  const oneLong = confusionHeads({
    ...told,
    columnNames: [...many, "A long name ".repeat(9)],
    width: 900,
    height: 600,
  });
  assert.deepEqual(oneLong, allShort);
  const rows = ["A name of forty-five letters, which needs room"];
  assert.ok(confusionHeads({ ...told, rowNames: rows, width: 900, height: 180 }).headWidth > 300);
});
