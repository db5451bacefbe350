import assert from "node:assert/strict";
import { test } from "node:test";
import { mergeCode } from "../src/panels/draft/mergeCode";
import { fileNameFor, nameOfData } from "../src/panels/labels/fileNameFor";
import { openStore, turn } from "./opened";

test("the line that merges says the levels", () => {
  const same = (name: string) => name;
  assert.equal(mergeCode(["a"], ["a"], same, false), "w.merge()");
  // what was decided in a review goes only where it is asked for
  assert.equal(mergeCode(["a", "review: a"], ["a"], same, false), 'w.merge(["a", "review: a"])');
  assert.equal(mergeCode(["a"], ["a", "b"], same, true, true), 'w.merge("a", levels=True, overwrite=True)');
});

test("a file is called after the data and the category, by letters that any file system takes", () => {
  assert.equal(fileNameFor("pbmc68k.h5ad", "cell_type", "cas"), "pbmc68k-cell_type.cas.json");
  assert.equal(fileNameFor("a/b: c", "α/β T", "cap"), "a-b-c-α-β-T.cap.h5ad");
  assert.equal(fileNameFor("", "../..", "cellxgene"), "labels.cellxgene.h5ad");
  assert.equal(fileNameFor("x", "", "report"), "x.report.md");
});

test("what is asked for a file, a report, and proposals", async () => {
  const { python, store } = await openStore();
  const last = () => {
    const { id: _, seen: __, ...sent } = python.sent.at(-1) ?? { id: "", seen: 0 };
    return sent;
  };
  const exported = store.takingAway.export({ path: "a.json", format: "cas", category: "cell_type", author: "A B" });
  assert.deepEqual(last(), { kind: "export", path: "a.json", format: "cas", category: "cell_type", author: "A B" });
  await python.answer("export", { path: "/x/a.json", message: "Wrote it.", missing: ["A title."], notes: [] });
  assert.deepEqual((await exported).missing, ["A title."]);
  const report = store.takingAway.report();
  assert.deepEqual(last(), { kind: "report" });
  await python.answer("report", { text: "# Labels" });
  assert.equal(await report, "# Labels");
  const merged = store.draft.merge({ cell_type: "cell_type" }, [], true);
  assert.deepEqual(last(), { kind: "merge", keys: { cell_type: "cell_type" }, agreed: [], levels: true });
  await python.answer("merge", { written: [], notes: [], in_the_way: [], problem: null });
  await merged;
  const proposed = store.terms.propose("cell_type");
  await python.answer("propose_terms", { rows: [{ label: "T cell", n_cells: 3, matches: [] }] });
  assert.deepEqual(await proposed, [{ label: "T cell", nCells: 3, matches: [] }]);
  const parents = store.terms.proposeParents("cell_type");
  await python.answer("propose_parents", { rows: [{ label: "T cell", parent: "B cell" }] });
  assert.deepEqual(await parents, [{ label: "T cell", parent: "B cell" }]);
});

test("a term is read once, and again where that failed", async () => {
  const { python, store } = await openStore();
  const first = store.terms.read("CL:0000815");
  await turn();
  await python.refuse("term", "No term is called so.");
  await assert.rejects(first, /No term/);
  await turn();
  const again = store.terms.read("CL:0000815");
  void store.terms.read("CL:0000815");
  await python.answer("term", { id: "CL:0000815", path: [] });
  assert.equal((await again).id, "CL:0000815");
  assert.equal(python.sent.filter(({ kind }) => kind === "term").length, 2);
});

test("files are called after the data, or the draft where that has no name", () => {
  assert.equal(nameOfData("pbmc.h5ad", "mine"), "pbmc.h5ad");
  assert.equal(nameOfData("AnnData", "mine"), "mine");
  assert.equal(fileNameFor(nameOfData("AnnData", null), "cell_type", "cas"), "cell_type.cas.json");
});
