import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { signal } from "@preact/signals";
import { completeLabel, completeNewLabel } from "../src/panels/common/completeLabel";
import { createTermFinder, idIn } from "../src/store/labels/terms";
import type { TermMatch } from "../src/wire/termMessages";
import { label, openStore, turn } from "./opened";

const match = (id: string, name: string, matched = name): TermMatch => ({
  id,
  name,
  matched,
  score: 0.97,
  definition: `What a ${name} is.`,
});
const TREG = match("CL:0000815", "regulatory T cell", "Treg");
const LYMPHOCYTE = match("CL:0000542", "lymphocyte");
const OWN = [
  label(1, "Treg", { count: 3 }),
  label(2, "B cell", { count: 5, term: { id: "CL:0000236", name: "B cell" } }),
  label(3, "suppressors", { term: { id: "CL:0000815", name: "regulatory T cell" } }),
];
const values = ({ options }: { options: readonly { value: string }[] }) => options.map(({ value }) => value);

test("terms stand below what is written, and Enter takes what is written", () => {
  const { options, preferred } = completeLabel([], "treg", [TREG, LYMPHOCYTE]);
  assert.deepEqual(
    options.map(({ value, id }) => [value, id]),
    [
      ["treg", undefined],
      ["regulatory T cell", "CL:0000815"],
      ["lymphocyte", "CL:0000542"],
    ],
  );
  assert.equal(preferred, 0);
  assert.equal(options[1]?.note, "CL:0000815 · “Treg”");
  assert.equal(options[2]?.note, "CL:0000542", "the name itself says why");
});

test("a label that there is comes first, also one that is called otherwise and has the term", () => {
  const found = completeLabel(OWN, "treg", [TREG, LYMPHOCYTE]);
  assert.deepEqual(values(found), ["Treg", "suppressors", "treg", "lymphocyte"]);
  assert.equal(found.preferred, 0, "the same but for case");
  assert.deepEqual(values(completeLabel(OWN, "regulatory")), ["suppressors", "regulatory"]);
  assert.equal(completeLabel(OWN, "regulatory").preferred, 1);
  assert.deepEqual(values(completeLabel(OWN, "", [TREG])), ["Treg", "B cell", "suppressors"]);
});

test("words for cells that are no cell type are offered by their beginning, and by others", () => {
  assert.deepEqual(values(completeLabel([], "do")), ["do", "doublets"]);
  assert.deepEqual(values(completeLabel([], "d")), ["d"]);
  assert.deepEqual(values(completeLabel([], "debr")), ["debr", "junk"]);
  assert.deepEqual(values(completeLabel([], "doublets")), ["doublets"]);
  assert.equal(completeLabel([], "doublets").options[0]?.note, "two cells or more in one droplet");
  assert.deepEqual(values(completeLabel([label(1, "Doublets")], "doub")), ["Doublets", "doub"]);
});

test("a new label is none that there is", () => {
  assert.deepEqual(values(completeNewLabel(OWN, "b cell", [match("CL:0000236", "B cell"), LYMPHOCYTE])), [
    "b cell",
    "lymphocyte",
  ]);
  assert.deepEqual(values(completeNewLabel(OWN, " ", [TREG])), []);
});

beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
afterEach(() => mock.timers.reset());

/** Lets so much time pass, and what waits for it happen. */
async function pass(ms: number) {
  mock.timers.tick(ms);
  await new Promise((done) => setImmediate(done));
}

function finder() {
  const asked: { text: string; answer: (...found: TermMatch[]) => Promise<void>; fail: () => Promise<void> }[] = [];
  const away = signal(false);
  const search = (text: string) =>
    new Promise<readonly TermMatch[]>((resolve, reject) => {
      const settled = () => new Promise<void>((done) => setImmediate(done));
      asked.push({
        text,
        answer(...found) {
          resolve(found);
          return settled();
        },
        fail() {
          reject(new Error("no"));
          return settled();
        },
      });
    });
  const { of } = createTermFinder(search, away);
  return { asked, away, of: (text: string) => of(text).map(({ name }) => name) };
}

test("terms are asked for when the typing rests, once, and not for one letter", async () => {
  const { asked, of } = finder();
  for (const text of ["", "t", "tr", "tre", "treg", "treg", "treg "]) of(text);
  await pass(79);
  assert.equal(asked.length, 0);
  await pass(1);
  assert.deepEqual(
    asked.map(({ text }) => text),
    ["treg"],
  );
  await asked[0]?.answer(TREG);
  assert.deepEqual(of("Treg"), ["regulatory T cell"]);
  await pass(1000);
  assert.equal(asked.length, 1);
});

test("former terms stay until new ones come, and only the answer to what stands there counts", async () => {
  const { asked, of } = finder();
  of("tre");
  await pass(80);
  await asked[0]?.answer(TREG);
  assert.deepEqual(of("treg"), ["regulatory T cell"], "the former ones");
  await pass(80);
  of("tregs");
  await pass(80);
  await asked[1]?.answer(LYMPHOCYTE);
  assert.deepEqual(of("tregs"), ["regulatory T cell"], "an answer to another text is not drawn");
  await asked[2]?.answer(TREG, LYMPHOCYTE);
  assert.deepEqual(of("tregs"), ["regulatory T cell", "lymphocyte"]);
  assert.deepEqual(of("B"), []);
  assert.deepEqual(of("B cell"), [], "of another word they say nothing");
});

test("no terms while the kernel is away, and none asked for", async () => {
  const { asked, away, of } = finder();
  of("treg");
  away.value = true;
  assert.deepEqual(of("treg"), []);
  await pass(200);
  assert.equal(asked.length, 0);
  away.value = false;
  of("treg");
  await pass(80);
  await asked[0]?.fail();
  assert.deepEqual(of("treg"), [], "what fails is no reason to complain");
});

test("a label is made with its term, and what is meant are edits", async () => {
  mock.timers.reset();
  const { python, store } = await openStore();
  const told = async (what: Promise<{ message: string }>) => {
    await turn();
    const sent = python.sent.at(-1);
    await python.answer("edit", { revision: 9, changed: 0, message: "x", former: [] });
    return [sent?.op, sent?.args, (await what).message];
  };
  const treg = { id: "CL:0000815", name: "regulatory T cell" };
  const { meaning, labels } = store;
  assert.deepEqual(await told(labels.addLabel("cell_type", "regulatory T cell", treg)), [
    "add_label",
    { category: "cell_type", label: "regulatory T cell", term: "CL:0000815" },
    "Added label regulatory T cell",
  ]);
  assert.deepEqual(await told(meaning.setTerm("cell_type", "T cell", treg)), [
    "set_term",
    { category: "cell_type", label: "T cell", term: "CL:0000815" },
    "T cell is regulatory T cell (CL:0000815)",
  ]);
  assert.deepEqual(await told(meaning.setTerms("cell_type", { "B cell": treg, "T cell": treg })), [
    "set_terms",
    { category: "cell_type", terms: { "B cell": "CL:0000815", "T cell": "CL:0000815" } },
    "Gave 2 labels their terms",
  ]);
  assert.deepEqual(await told(meaning.setParent("cell_type", "T cell", null)), [
    "set_parent",
    { category: "cell_type", label: "T cell", parent: null },
    "Moved T cell to the top",
  ]);
  assert.deepEqual(await told(meaning.setParents("cell_type", [{ label: "T cell", parent: "B cell" }])), [
    "set_parents",
    { category: "cell_type", parents: { "T cell": "B cell" } },
    "Nested T cell under B cell",
  ]);
  assert.deepEqual(await told(meaning.setConfidence("cell_type", "T cell", "low")), [
    "set_confidence",
    { category: "cell_type", label: "T cell", confidence: "low" },
    "Confidence in T cell: low",
  ]);
});

test("an id is known in all its spellings", () => {
  for (const text of ["CL:0000236", "cl:0000236", " CL_0000236 ", "http://purl.obolibrary.org/obo/CL_0000236"])
    assert.equal(idIn(text), "CL:0000236");
  assert.equal(idIn("UBERON:0002048"), "UBERON:0002048");
  for (const text of ["CL:", "CL:0000", "0000236", "CD4:12", "B cell", "see CL:0000236"])
    assert.equal(idIn(text), null);
});

test("an id finds its term, or why there is none", async () => {
  mock.timers.reset();
  const { python, store } = await openStore();
  const found = store.terms.find("http://purl.obolibrary.org/obo/CL_0000236", 8);
  assert.deepEqual(
    python.sent.filter(({ kind }) => kind === "term" || kind === "terms").map(({ kind, term }) => [kind, term]),
    [["term", "CL:0000236"]],
  );
  const reply = {
    id: "CL:0000236",
    name: "B cell",
    definition: "What it is.",
    synonyms: [],
    path: [],
    release: "",
    url: "",
  };
  await python.answer("term", reply);
  assert.deepEqual(await found, [
    { id: "CL:0000236", name: "B cell", definition: "What it is.", matched: "B cell", score: 1 },
  ]);
  const none = assert.rejects(store.terms.find("CL:0000003", 8), /is deprecated: use CL:0000000/);
  await python.refuse("term", "CL:0000003 is deprecated: use CL:0000000 (cell).");
  await none;
});
