import assert from "node:assert/strict";
import { test } from "node:test";
import { columnsThatFit } from "../src/panels/evidence/markerRoom";

const ALL = "pick gene logFoldChange pctIn pctOut bars auc pAdjusted nAgree score menu"
  .split(" ")
  .map((id) => ({ id }));
const at = (width: number, sort: string, longest = 30) =>
  columnsThatFit(ALL, { width, longest, sort })
    .map(({ id }) => id)
    .join(" ");

test("the least needed columns of markers go first, never what they are sorted by", () => {
  assert.equal(at(800, "score"), ALL.map(({ id }) => id).join(" "));
  assert.equal(at(740, "logFoldChange"), "pick gene logFoldChange pctIn pctOut bars auc pAdjusted nAgree menu");
  assert.equal(at(600, "auc"), "pick gene logFoldChange pctIn auc pAdjusted nAgree menu");
  assert.equal(at(600, "score"), "pick gene logFoldChange pctIn auc nAgree score menu");
  assert.equal(at(600, "pctOut"), "pick gene logFoldChange pctIn pctOut auc nAgree menu");
  // short names leave room
  assert.equal(at(620, "score", 13), "pick gene logFoldChange pctIn auc pAdjusted nAgree score menu");
  assert.equal(at(300, "score"), "pick gene score menu");
});
