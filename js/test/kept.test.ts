import assert from "node:assert/strict";
import { test } from "node:test";
import { createStore, type Store } from "../src/store/store";
import { createEditLog } from "../src/store/unsent/log";
import { createUnsentStorage, packBytes, type UnsentEdit, unpackBytes } from "../src/store/unsent/storage";
import { inWords } from "../src/store/unsent/words";
import type { Foreseen } from "../src/wire/messages";
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

test("what could not be sent is kept where cells were picked for it, and can be taken back", () => {
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
    [true, false, false],
  );
  assert.deepEqual(ids(kept.of(KEY)), ["q-1", "q-2"]);
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

const AS_IT_IS: Foreseen = { problem: null, message: "x", changed: 0, former: [], others: 0 };
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
const inShort = ({ unsent }: Store) => unsent.offered.value.map(({ edit, foreseen }) => inWords(edit, foreseen));
const asked = (python: Kernel, kind: string) => python.sent.some((sent) => sent.kind === kind);
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((done) => setTimeout(done, 5));
}

async function openPage(
  at: ReturnType<typeof browser>,
  session: string,
  status: object = STATUS,
  notebook: string | null = null,
) {
  const python = kernel(traits(status));
  const lifetime = new AbortController();
  const store = createStore(python.model, lifetime.signal, at);
  void store.data.open();
  const dataset = { name: "pbmc", n_cells: 3, fingerprint: KEY.fingerprint };
  await python.answer("hello", {
    session,
    notebook,
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
  const asIs = { edits: [AS_IT_IS, AS_IT_IS] };
  await second.python.answer("foresee", asIs);
  assert.deepEqual(inShort(second.store), ["add label three", "undo: x"]);

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
  await third.python.answer("foresee", { edits: [AS_IT_IS] });
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
    await python.answer("foresee", { edits: [AS_IT_IS] });
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
  assert.deepEqual([store.unsent.nKept.value, store.disconnected.value, at.storage.length], [0, true, 0]);
  python.gone = false;
  close();
});

test("before what was waited for is known to be lost it stays kept when the kernel is gone", async () => {
  const at = browser(storage());
  const { python, store, close } = await openPage(at, "s1");
  void store.labels.addLabel("c", "one").catch(() => {});
  python.lose();
  assert.deepEqual([store.unsent.nKept.value, store.disconnected.value, at.storage.length], [1, true, 1]);
  close();
});

test("a page that waits for a kernel that is gone hears that its edits were thrown away, or taken", async () => {
  const at = browser(storage());
  const first = await openPage(at, "s1");
  void first.store.labels.addLabel("c", "one").catch(() => {});
  first.python.lose();
  assert.equal(first.store.unsent.nKept.value, 1);
  const next = await openPage(at, "s2");
  await until(() => asked(next.python, "known"));
  await next.python.answer("known", { known: [] });
  await next.python.answer("foresee", { edits: [AS_IT_IS] });
  next.store.unsent.discard();
  await until(() => first.store.unsent.nKept.value === 0);
  assert.equal(at.storage.length, 0);
  const again = await openPage(at, "s3");
  await new Promise((done) => setTimeout(done, 300));
  assert.deepEqual(again.store.unsent.offered.value, []);
  for (const { close } of [first, next, again]) close();
});

test("in another notebook an offer says where it was made, once nobody looks after it there", async () => {
  const at = browser(storage());
  const first = await openPage(at, "s1", STATUS, "/d/first.ipynb");
  void first.store.labels.addLabel("c", "one").catch(() => {});
  const copy = await openPage(at, "s2", STATUS, "/d/copy.ipynb");
  await new Promise((done) => setTimeout(done, 300));
  assert.deepEqual([asked(copy.python, "known"), copy.store.unsent.offered.value], [false, []]);
  first.close();
  copy.close();
  const renamed = await openPage(at, "s3", STATUS, "/d/renamed.ipynb");
  await until(() => asked(renamed.python, "known"));
  await renamed.python.answer("known", { known: [] });
  await renamed.python.answer("foresee", { edits: [AS_IT_IS] });
  assert.deepEqual(inShort(renamed.store), ["add label one"]);
  assert.equal(renamed.store.unsent.elsewhere.value, "/d/first.ipynb");
  renamed.close();
  // in its own notebook it is its own, also while its former page is there still
  const again = await openPage(at, "s4", STATUS, "/d/first.ipynb");
  await until(() => asked(again.python, "known"));
  await again.python.answer("known", { known: [] });
  await again.python.answer("foresee", { edits: [AS_IT_IS] });
  assert.deepEqual([inShort(again.store), again.store.unsent.elsewhere.value], [["add label one"], null]);
  again.close();
});

test("what can't be done is said and not sent; other edits make other words", async () => {
  const at = browser(storage());
  const kept = createUnsentStorage(at.storage);
  kept.keep(edit("dead-1", 1));
  kept.keep(edit("dead-2", 2, { kind: "undo" }));
  const { python, store, close } = await openPage(at, "s2");
  await until(() => asked(python, "known"));
  await python.answer("known", { known: [] });
  const gone = { ...AS_IT_IS, problem: "other edits were made since.", others: 1 };
  await python.answer("foresee", { edits: [{ ...AS_IT_IS, changed: 214, former: [[null, 214]] }, gone] });
  assert.deepEqual(inShort(store)[0], "label 214 cells, now without a label, as NK cell");
  python.set("revision", 9);
  await until(() => python.sent.filter(({ kind }) => kind === "known").length === 2);
  await python.answer("known", { known: [] });
  await python.answer("foresee", { edits: [{ ...AS_IT_IS, changed: 214, former: [["T", 214]] }, gone] });
  assert.deepEqual(inShort(store)[0], "label 214 cells, now T, as NK cell");
  const applied = store.unsent.apply();
  await python.answer("edit", { revision: 10, changed: 214, message: "x" });
  assert.deepEqual(await applied, { message: "Applied 1 edit", revision: 10 });
  assert.equal(asked(python, "undo"), false);
  assert.deepEqual(store.problems.sentences.value, ["Could not undo: other edits were made since."]);
  assert.equal(at.storage.length, 0);
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
