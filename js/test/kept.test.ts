import assert from "node:assert/strict";
import { test } from "node:test";
import { inWords } from "../src/store/base/inWords";
import { createEditLog } from "../src/store/unsent/log";
import { createUnsentStorage, type UnsentEdit } from "../src/store/unsent/storage";
import { packBytes, unpackBytes } from "../src/wire/base64";
import type { Foreseen } from "../src/wire/messages";
import { when } from "../src/words";
import { AS_IT_IS, edit, ids, KEY, storage } from "./browser";

test("edits are kept in the order in which they were made, for their draft only", () => {
  const kept = createUnsentStorage(storage());
  for (const [id, at] of [
    ["p-10", 3],
    ["p-2", 1],
    ["p-9", 2],
  ] as const) {
    assert.equal(kept.keep(edit(id, at)), true);
  }
  kept.keep(edit("other-1", 1, { draft: "BBBBBBBB" }));
  kept.keep(edit("other-2", 1, { place: "/elsewhere" }));
  kept.keep(edit("other-3", 1, { fingerprint: "other cells" }));
  kept.keep(edit("other-4", 1, { file: "y-AAAAAAAA.csv" }));
  assert.deepEqual(ids(kept.of(KEY)), ["other-3", "p-2", "p-9", "p-10"]);
  kept.remove("p-9");
  assert.deepEqual(ids(kept.of(KEY)), ["other-3", "p-2", "p-10"]);
});

test("an edit made before the draft had a name is its own, also when the name is lost again", () => {
  const kept = createUnsentStorage(storage());
  kept.keep(edit("a-1", 1, { file: null }));
  kept.keep(edit("a-2", 2));
  assert.deepEqual(ids(kept.of(KEY)), ["a-1", "a-2"]);
  assert.deepEqual(ids(kept.of({ ...KEY, file: null })), ["a-1", "a-2"]);
});

test("what others wrote under our names is passed over", () => {
  const here = storage();
  here.setItem("cxgene", "{}");
  here.setItem("cellxgene_widget.edit.x", "not json");
  here.setItem("cellxgene_widget.edit.y", '{"id": "y", "kind": "explode", "at": 1}');
  const kept = createUnsentStorage(here);
  kept.keep(edit("a-1", 1));
  assert.deepEqual(ids(kept.of(KEY)), ["a-1"]);
});

test("no storage, a full one or a forbidden one: nothing is kept, nothing fails", () => {
  const forbidden = new Proxy({} as Storage, {
    get() {
      throw new DOMException("no", "SecurityError");
    },
  });
  for (const here of [null, storage(100), forbidden]) {
    const kept = createUnsentStorage(here);
    assert.equal(kept.keep(edit("a-1", 1)), false);
    assert.deepEqual(kept.of(KEY), []);
    kept.remove("a-1");
  }
});

test("when there is no room the oldest stay, and drafts long forgotten go", () => {
  const kept = createUnsentStorage(storage(Number.POSITIVE_INFINITY));
  const big = { packed: "A".repeat(990_000) };
  const now = Date.now();
  assert.equal(kept.keep(edit("huge", now, { packed: "A".repeat(1_000_001) })), false);
  kept.keep(edit("old", now - 100 * 24 * 3600 * 1000, { ...big, draft: "BBBBBBBB" }));
  for (let i = 0; i < 4; i++) assert.equal(kept.keep(edit(`a-${i}`, now + i, big)), true);
  assert.deepEqual(kept.of({ ...KEY, draft: "BBBBBBBB" }), []);
  assert.equal(kept.keep(edit("a-4", now + 4, big)), false);
  assert.deepEqual(ids(kept.of(KEY)), ["a-0", "a-1", "a-2", "a-3"]);
});

test("bytes come back as they were", () => {
  const bytes = Uint8Array.from({ length: 70_001 }, (_, i) => (i * 7) % 256);
  assert.deepEqual(new Uint8Array(unpackBytes(packBytes(bytes.buffer))), bytes);
  assert.equal(unpackBytes(packBytes(new ArrayBuffer(0))).byteLength, 0);
});

test("after an edit that could not be kept none is, until all are answered", () => {
  const kept = createUnsentStorage(storage());
  const log = createEditLog(kept, () => ({ ...KEY, session: "s", notebook: null }));
  const edit = (id: string, cells = {}, size = 1) => {
    const body = { op: "label" as const, args: { category: "c", label: "l" }, ...cells };
    log.sending({ id, kind: "edit", body, buffers: [new ArrayBuffer(size)] });
  };
  const undo = (id: string) => log.sending({ id, kind: "undo", body: {}, buffers: [] });
  log.sending({ id: "q-0", kind: "select", body: { mode: "replace" }, buffers: [] });
  edit("q-1");
  edit("q-2", { cells: { encoding: "bitset", n: 1 } }, 1e6);
  undo("q-3");
  assert.deepEqual(ids(kept.of(KEY)), ["q-1"]);
  assert.equal(log.nKept.value, 1);
  for (const id of ["q-1", "q-2", "q-3"]) log.answered(id);
  undo("q-4");
  assert.deepEqual(ids(kept.of(KEY)), ["q-4"]);
});

test("what could not be sent is kept, but for steps back and forth, and can be taken back", () => {
  const kept = createUnsentStorage(storage());
  const log = createEditLog(
    kept,
    () => ({ ...KEY, session: "s", notebook: "/n/a.ipynb" }),
    () => 7,
  );
  const label = {
    op: "label" as const,
    args: { category: "c", label: "l" },
    cells: { encoding: "list" as const, n: 1 },
  };
  log.sending({ id: "q-1", kind: "edit", body: label, buffers: [new ArrayBuffer(4)] });
  log.sending({ id: "q-2", kind: "edit", body: label, buffers: [new ArrayBuffer(4)] });
  log.sending({ id: "q-3", kind: "undo", body: {}, buffers: [] });
  const rename = { op: "rename_label" as const, args: { category: "c", old: "a", new: "b" } };
  log.sending({ id: "q-4", kind: "edit", body: rename, buffers: [] });
  assert.deepEqual(
    ["q-2", "q-3", "q-4"].map((id) => log.failed(id)),
    [true, false, true],
  );
  assert.deepEqual(ids(kept.of(KEY)), ["q-1", "q-2", "q-4"]);
  assert.equal(log.withdraw()?.id, "q-4");
  const [, second] = kept.of(KEY);
  assert.deepEqual([second?.notebook, second?.revision, second?.after], ["/n/a.ipynb", 7, ["q-1"]]);
  assert.equal(log.withdraw()?.id, "q-2");
  assert.equal(log.withdraw(), null, "what was sent may have arrived");
  kept.remove("q-1");
  log.prune();
  assert.deepEqual([log.nKept.value, log.waitsFor("q-1")], [0, true]);
});

test("edits are named as a person would", () => {
  const words = (op: string, args: UnsentEdit["args"], n = 1) =>
    inWords(edit("x", 1, { op, args: args ?? {}, cells: { encoding: "list", n } }));
  assert.equal(words("label", { label: "NK cell" }, 1214), "label 1,214 cells as NK cell");
  assert.equal(words("unlabel", {}), "take the label from 1 cell");
  assert.equal(words("merge_labels", { labels: ["a", "b"], into: "c" }), "merge a, b into c");
  assert.equal(words("set_term", { label: "a", term: "CL:1" }), "give a the term CL:1");
  assert.equal(words("set_term", { label: "a", term: null }), "take the term from a");
  assert.equal(words("set_terms", { terms: { a: "CL:1", b: "CL:2" } }), "give terms to a, b");
  assert.equal(words("set_parent", { label: "a", parent: "b" }), "nest a under b");
  assert.equal(words("set_parent", { label: "a", parent: null }), "move a to the top");
  assert.equal(words("set_parents", { parents: { a: "b" } }), "nest a");
  assert.equal(words("set_confidence", { label: "a", confidence: null }), "confidence in a: none");
  assert.equal(inWords(edit("x", 1, { kind: "undo" })), "undo");
});

test("with what they would change now", () => {
  const words = (foreseen: Partial<Foreseen>, more: Partial<UnsentEdit> = {}) =>
    inWords(edit("x", 1, { cells: { encoding: "list", n: 341 }, ...more }), { ...AS_IT_IS, ...foreseen });
  assert.equal(words({ changed: 341, former: [["B cell", 341]] }), "label 341 cells, now B cell, as NK cell");
  assert.equal(words({ changed: 341, former: [[null, 341]] }), "label 341 cells, now without a label, as NK cell");
  assert.equal(
    words({
      changed: 300,
      former: [
        ["B cell", 200],
        [null, 60],
        ["T", 40],
      ],
    }),
    "label 341 cells, now B cell (200), without a label (60), others (81), as NK cell",
  );
  assert.equal(words({ changed: 0 }), "label 341 cells as NK cell, which they are already");
  const unlabel = { op: "unlabel", args: { category: "c" } };
  assert.equal(
    words({ changed: 341, former: [["B cell", 341]] }, unlabel),
    "take the label from 341 cells, now B cell",
  );
  assert.equal(words({ message: "label 3 cells as T" }, { kind: "undo" }), "undo: label 3 cells as T");
  assert.equal(
    words({ problem: "There is no category 'c'." }),
    "label 341 cells as NK cell (can’t be done: There is no category 'c')",
  );
});

test("a time says its day when it was not today", () => {
  const now = new Date(2026, 10, 22, 13, 0);
  assert.equal(when(new Date(2026, 10, 22, 9, 5).toISOString(), now), "09:05");
  assert.equal(when(new Date(2026, 10, 21, 9, 5).toISOString(), now), "21 Nov, 09:05");
  assert.equal(when(new Date(2025, 0, 2, 9, 5).toISOString(), now), "2 Jan 2025, 09:05");
});
