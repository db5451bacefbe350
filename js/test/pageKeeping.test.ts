import assert from "node:assert/strict";
import { test } from "node:test";
import { createKeeping } from "../src/page/keeping";
import { type Asked, PageRecord } from "../src/page/record";
import { RULES } from "./pageRules";

const N = 400;
/** A browser's storage, which takes so many characters. */
function storage(most = 1e6): Storage {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    key: (i) => [...kept.keys()][i] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem(key, text) {
      const others = [...kept].reduce((sum, [one, { length }]) => sum + (one === key ? 0 : length), 0);
      if (others + text.length > most) throw new DOMException("full", "QuotaExceededError");
      kept.set(key, text);
    },
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear(),
  };
}
function page(id: string, more: { fingerprint?: string; draft?: string } = {}) {
  const { fingerprint = "f", draft = "D" } = more;
  return { page: id, title: `page ${id}`, written: `2026-11-0${id}`, draft, dataset: { n_cells: N, fingerprint } };
}
function keepingOf(store: Storage, id: string, at = "2026-11-27T10:00:00.000Z", more = {}) {
  return createKeeping(store, page(id, more), () => at);
}
function deeds(...names: string[]) {
  const category = { id: 1, name: "ct", labels: [] };
  const bases = [{ category, codes: new Uint8Array(N), isNew: false }];
  const record = new PageRecord(bases, N, { palette: ["#111111"], mostLabels: 1000, rules: RULES });
  for (const [i, label] of names.entries()) {
    const asked: Asked = {
      op: "label",
      category: "ct",
      label,
      cells: Uint32Array.of(i, i + 1),
      time: `t${i} ${label}`,
    };
    assert.ok(record.do(asked));
  }
  return record.done;
}
const labels = (kept: { deeds: Asked[] } | null) => kept?.deeds.map(({ label, cells }) => [label, ...cells]);

test("what was done is read as it was; that all was undone is kept, too", () => {
  const store = storage();
  const keeping = keepingOf(store, "1");
  assert.equal(keeping.read(), null);
  assert.equal(keeping.write("Ana", deeds("x", "y"), null), null);
  const read = keepingOf(store, "1").read();
  assert.deepEqual([read?.author, read?.lost, read?.saved], ["Ana", 0, null]);
  assert.deepEqual(labels(read), [
    ["x", 0, 1],
    ["y", 1, 2],
  ]);
  assert.equal(keeping.write("", [], null), null);
  assert.equal(keepingOf(store, "1").read(), null);
  assert.equal(store.length, 0);
});

test("what can't be read is put aside and never written over", () => {
  const store = storage();
  const key = "cellxgene_widget.page.1";
  keepingOf(store, "1").write("Ana", deeds("x", "y", "z"), null);
  const whole = store.getItem(key) as string;
  const spoilt = {
    damaged: [whole.slice(0, 60), null],
    "no record": ["7", null],
    "another encoding": [whole.replace('"encoding":"list"', '"encoding":"future"'), 1],
    "another edit": [whole.replace('"op":"label"', '"op":"merge"'), 1],
    "cells of others": [whole.replace(/"cells":"\w+=*"/, '"cells":"/////w=="'), 1],
  } as const;
  for (const [what, [text, lost]] of Object.entries(spoilt)) {
    store.clear();
    store.setItem(key, text);
    const keeping = keepingOf(store, "1");
    assert.equal(keeping.read()?.lost, lost, what);
    keeping.putAside();
    assert.equal(keeping.write("Bob", deeds("new"), null), null);
    const again = keepingOf(store, "1");
    assert.deepEqual(labels(again.read()), [["new", 0, 1]]);
    assert.deepEqual(again.aside(), [text], what);
    again.forgetAside();
    assert.deepEqual(again.aside(), []);
  }
});

test("where there is no room to put it aside, nothing is written over it", () => {
  const store = storage(100);
  const spoilt = "x".repeat(60);
  store.setItem("cellxgene_widget.page.1", spoilt);
  const keeping = keepingOf(store, "1");
  assert.equal(keeping.read()?.lost, null);
  keeping.putAside();
  assert.match(keeping.write("Bob", [], null) ?? "", /no more room/);
  assert.equal(store.getItem("cellxgene_widget.page.1"), spoilt);
});

test("what was done in another page of the same cells is told, and taken over once", () => {
  const store = storage();
  keepingOf(store, "1").write("Ana", deeds("x", "y"), "2026-11-20T10:00:00.000Z");
  keepingOf(store, "2", undefined, { draft: "another" }).write("Ana", deeds("x"), null);
  keepingOf(store, "3", undefined, { fingerprint: "others" }).write("Ana", deeds("x"), null);
  const keeping = keepingOf(store, "4");
  assert.equal(keeping.read(), null);
  assert.deepEqual(keeping.former(), [
    {
      page: "1",
      author: "Ana",
      title: "page 1",
      written: "2026-11-01",
      nEdits: 2,
      saved: "2026-11-20T10:00:00.000Z",
    },
  ]);
  keeping.write("", deeds("mine"), null);
  assert.equal(keeping.take("1"), null);
  const read = keepingOf(store, "4").read();
  assert.deepEqual(
    read?.deeds.map(({ label }) => label),
    ["x", "y", "mine"],
  );
  assert.equal(read?.author, "Ana");
  assert.deepEqual(keepingOf(store, "4").former(), []);
  // somebody went on in the page of before: what was taken is not taken twice
  const before = keepingOf(store, "1");
  assert.deepEqual(labels(before.read())?.length, 2);
  before.write("Ana", deeds("x", "y", "later"), null);
  const again = keepingOf(store, "4");
  again.read();
  assert.equal(again.former().length, 1);
  assert.equal(again.take("1"), null);
  assert.deepEqual(
    keepingOf(store, "4")
      .read()
      ?.deeds.map(({ label }) => label),
    ["later", "x", "y", "mine"],
  );
});

test("what is left is not offered again", () => {
  const store = storage();
  keepingOf(store, "1").write("Ana", deeds("x"), null);
  const keeping = keepingOf(store, "2");
  keeping.read();
  keeping.leave("1");
  keeping.write("", [], null);
  const again = keepingOf(store, "2");
  again.read();
  assert.deepEqual(again.former(), []);
  assert.equal(labels(keepingOf(store, "1").read())?.length, 1);
});

test("after long only what was saved as an answer is forgotten", () => {
  const store = storage();
  const long = "2026-01-01T10:00:00.000Z";
  keepingOf(store, "1", long).write("Ana", deeds("x"), long);
  keepingOf(store, "2", long).write("Ana", deeds("x"), null);
  keepingOf(store, "3").write("Ana", deeds("x"), "2026-11-01T10:00:00.000Z");
  store.setItem("cellxgene_widget.page.5", "damaged");
  const keeping = keepingOf(store, "4");
  keeping.read();
  assert.equal(store.getItem("cellxgene_widget.page.1"), null);
  assert.deepEqual(
    keeping.former().map((one) => one.page),
    ["3", "2"],
  );
  assert.equal(store.getItem("cellxgene_widget.page.5"), "damaged");
});

test("another tab is not written over", () => {
  const store = storage();
  const [one, other] = [keepingOf(store, "1"), keepingOf(store, "1")];
  one.read();
  other.read();
  assert.equal(one.write("Ana", deeds("x"), null), null);
  assert.match(other.write("Ana", deeds("y"), null) ?? "", /another tab/);
  assert.match(other.take("9") ?? "", /can't be read/);
});
