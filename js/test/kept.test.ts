import assert from "node:assert/strict";
import { test } from "node:test";
import { createStore } from "../src/store/store";
import { createEditLog } from "../src/store/unsent/log";
import { createUnsentStorage, packBytes, type UnsentEdit, unpackBytes } from "../src/store/unsent/storage";
import { inWords } from "../src/store/unsent/words";
import { when } from "../src/words";
import { type Kernel, kernel } from "./kernel";

/** A Storage of so many characters. */
function storage(room = 5_000_000): Storage {
  const items = new Map<string, string>();
  const size = () => [...items].reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  return {
    get length() {
      return items.size;
    },
    key: (i) => [...items.keys()][i] ?? null,
    getItem: (name) => items.get(name) ?? null,
    setItem(name, value) {
      if (size() + name.length + value.length > room) throw new DOMException("full", "QuotaExceededError");
      items.set(name, value);
    },
    removeItem: (name) => void items.delete(name),
    clear: () => items.clear(),
  };
}
const KEY = { draft: "AAAAAAAA", place: "/d", file: "x-AAAAAAAA.csv", fingerprint: "f" };
const edit = (id: string, at: number, more: Partial<UnsentEdit> = {}): UnsentEdit => ({
  ...KEY,
  id,
  at,
  kind: "edit",
  op: "label",
  args: { label: "NK cell" },
  cells: { encoding: "list", n: 214 },
  page: "p",
  session: "s",
  ...more,
});
const ids = (edits: readonly UnsentEdit[]) => edits.map(({ id }) => id);

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
  assert.deepEqual(ids(kept.of(KEY)), ["p-2", "p-9", "p-10"]);
  kept.remove("p-9");
  assert.deepEqual(ids(kept.of(KEY)), ["p-2", "p-10"]);
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
  const log = createEditLog(kept, () => ({ ...KEY, session: "s" }));
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

test("edits are named as a person would", () => {
  const words = (op: string, args: UnsentEdit["args"], n = 1) =>
    inWords(edit("x", 1, { op, args: args ?? {}, cells: { encoding: "list", n } }));
  assert.equal(words("label", { label: "NK cell" }, 1214), "label 1,214 cells as NK cell");
  assert.equal(words("unlabel", {}), "take the label from 1 cell");
  assert.equal(words("merge_labels", { labels: ["a", "b"], into: "c" }), "merge a, b into c");
  assert.equal(inWords(edit("x", 1, { kind: "undo" })), "undo");
});

test("a time says its day when it was not today", () => {
  const now = new Date(2026, 10, 22, 13, 0);
  assert.equal(when(new Date(2026, 10, 22, 9, 5).toISOString(), now), "09:05");
  assert.equal(when(new Date(2026, 10, 21, 9, 5).toISOString(), now), "21 Nov, 09:05");
  assert.equal(when(new Date(2025, 0, 2, 9, 5).toISOString(), now), "2 Jan 2025, 09:05");
});

const STATUS = {
  state: "saved",
  id: KEY.draft,
  place: KEY.place,
  file: KEY.file,
  saved_at: null,
  warnings: [] as string[],
};
const traits = (status: object = STATUS) => ({
  embedding: "",
  color: null,
  category: "c",
  categories: [{ id: 1, name: "c", labels: [], unassigned: 3 }],
  n_selected: 0,
  revision: 1,
  theme: "auto",
  height: 640,
  status,
});

/** Pages of one browser: channels that hear one another. */
function browser(here: Storage) {
  const ends: EventTarget[] = [];
  const openChannel = () => {
    const end = new EventTarget() as BroadcastChannel;
    ends.push(end);
    end.postMessage = (data) => {
      for (const other of ends) {
        if (other !== end) queueMicrotask(() => other.dispatchEvent(new MessageEvent("message", { data })));
      }
    };
    end.close = () => void ends.splice(ends.indexOf(end), 1);
    return end;
  };
  return { storage: here, openChannel };
}
const asked = (python: Kernel, kind: string) => python.sent.some((sent) => sent.kind === kind);
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((done) => setTimeout(done, 5));
}

async function openPage(at: ReturnType<typeof browser>, session: string, status: object = STATUS) {
  const python = kernel(traits(status));
  const lifetime = new AbortController();
  const store = createStore(python.model, lifetime.signal, at);
  void store.data.open();
  const dataset = { name: "pbmc", n_cells: 3, fingerprint: KEY.fingerprint };
  await python.answer("hello", {
    session,
    dataset,
    embeddings: [],
    columns: [],
    left_out: [],
    selection: { n: 0, steps: [], filters: {}, can_undo: false, can_redo: false },
  });
  return { python, store, close: () => lifetime.abort() };
}

test("edits that a kernel took with it are offered to the next one, sent once under their own ids", async () => {
  const at = browser(storage());
  const first = await openPage(at, "s1");
  const offered = first.store.unsent.offered;
  void first.store.labels.addLabel("c", "one");
  await first.python.answer("edit", { revision: 2, changed: 0, message: "x" });
  for (const name of ["two", "three"]) first.store.labels.addLabel("c", name).catch(() => {});
  void first.store.history.undo().catch(() => {});
  assert.equal(first.store.unsent.nKept.value, 3);
  assert.deepEqual(offered.value, [], "what this page waits for is not offered to it");

  const second = await openPage(at, "s2");
  const waited = first.python.sent.filter(({ kind }) => kind === "edit" || kind === "undo").slice(1);
  await until(() => asked(second.python, "known"));
  assert.deepEqual(second.python.sent.at(-1)?.requests, ids(waited as unknown as UnsentEdit[]));
  await second.python.answer("known", { known: [waited[0]?.id] });
  assert.deepEqual(second.store.unsent.offered.value.map(inWords), ["add label three", "undo"]);

  const applied = second.store.unsent.apply();
  assert.deepEqual(
    second.python.sent.slice(-2).map(({ id, kind, op }) => ({ id, kind, op })),
    waited.slice(1).map(({ id, kind, op }) => ({ id, kind, op })),
  );
  assert.deepEqual(second.store.unsent.offered.value, []);
  await second.python.answer("edit", { revision: 3, changed: 0, message: "x" });
  await second.python.refuse("undo", "No.");
  assert.deepEqual(await applied, { message: "Applied 1 edit", revision: 3 });
  assert.deepEqual(second.store.problems.sentences.value, ["Could not undo: No."]);
  assert.equal(at.storage.length, 0);
  first.close();
  second.close();
});

test("a page does not offer what another open page waits for, but does when that page is gone", async () => {
  const at = browser(storage());
  const first = await openPage(at, "s1");
  void first.store.labels.addLabel("c", "one").catch(() => {});
  const second = await openPage(at, "s1");
  await new Promise((done) => setTimeout(done, 300));
  assert.deepEqual([asked(second.python, "known"), second.store.unsent.offered.value], [false, []]);
  first.close();
  const third = await openPage(at, "s1");
  await until(() => asked(third.python, "known"));
  await third.python.answer("known", { known: [] });
  assert.equal(third.store.unsent.offered.value.length, 1);
  // The kernel was only busy: its answer to the first page reaches all.
  third.python.tell({ id: first.python.sent.at(-1)?.id, part: 0, parts: 1, body: {} });
  assert.deepEqual([third.store.unsent.offered.value, at.storage.length], [[], 0]);
  second.close();
  third.close();
});

test("discarded in one page, gone from the offers of others; a draft that is read-only offers nothing", async () => {
  const at = browser(storage());
  createUnsentStorage(at.storage).keep(edit("dead-1", 1));
  const pages = [await openPage(at, "s2"), await openPage(at, "s3")];
  for (const { python } of pages) {
    await until(() => asked(python, "known"));
    await python.answer("known", { known: [] });
  }
  const [one, other] = pages.map(({ store }) => store.unsent);
  const third = await openPage(at, "s4", { ...STATUS, state: "read-only", message: "process 1 on host, since x" });
  assert.deepEqual(
    [one?.offered.value.length, other?.offered.value.length, asked(third.python, "known")],
    [1, 1, false],
  );
  await assert.rejects(third.store.labels.addLabel("c", "x"), /^Error: Read-only: open in process 1/);
  assert.equal(asked(third.python, "edit"), false);
  one?.discard();
  await new Promise((done) => setTimeout(done));
  assert.deepEqual([one?.offered.value, other?.offered.value, at.storage.length], [[], [], 0]);
  for (const { close } of [...pages, third]) close();
});

test("a kernel that is gone leaves the edits where they are", async () => {
  const at = browser(storage());
  const { python, store, close } = await openPage(at, "s1");
  python.gone = true;
  await assert.rejects(store.labels.addLabel("c", "one"), /kernel is gone/);
  assert.deepEqual([store.unsent.nKept.value, store.disconnected.value, at.storage.length], [1, true, 1]);
  close();
});

test("a notice is shown until dismissed, and again when it comes again", async () => {
  const { python, store, close } = await openPage(browser(storage()), "s1", { ...STATUS, warnings: ["at first"] });
  const { notices } = store;
  assert.deepEqual([notices.unread.value, notices.fresh.value], [["at first"], []]);
  python.set("status", { ...STATUS, warnings: ["at first", "changed"] });
  assert.deepEqual([notices.unread.value, notices.fresh.value], [["at first", "changed"], ["changed"]]);
  notices.dismiss("changed");
  python.set("status", { ...STATUS, warnings: ["at first", "changed"] });
  assert.deepEqual([notices.unread.value, notices.fresh.value], [["at first"], []]);
  python.set("status", { ...STATUS, warnings: ["at first", "changed", "changed"] });
  assert.deepEqual(notices.fresh.value, ["changed"]);
  close();
});
