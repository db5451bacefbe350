/** Names of genes of a modality, in a list of which the layer says it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { withoutModality } from "../src/panels/evidence/withoutModality";

test("the modality that the layer names is not said again for each gene", () => {
  assert.equal(withoutModality("rna:CD3E", "rna"), "CD3E");
  assert.equal(withoutModality("rna:CD3E", "rna:raw"), "CD3E");
  assert.equal(withoutModality("a:b:CD3E", "a:b"), "CD3E");
  assert.equal(withoutModality("a:b:CD3E", "a:b:counts"), "CD3E");
});

test("other names stay whole", () => {
  assert.equal(withoutModality("CD3E", "X"), "CD3E");
  assert.equal(withoutModality("HLA:DRA", "raw"), "HLA:DRA");
  assert.equal(withoutModality("prot:CD3", "rna"), "prot:CD3");
});
