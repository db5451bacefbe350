import assert from "node:assert/strict";
import { test } from "node:test";
import { inWords } from "../src/store/base/inWords";
import { createStore, type Store } from "../src/store/store";
import { createUnsentStorage, type UnsentEdit } from "../src/store/unsent/storage";
import { packBytes } from "../src/wire/base64";
import { AS_IT_IS, browser, edit, ids, KEY, storage } from "./browser";
import { type Kernel, kernel } from "./kernel";

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
  assert.deepEqual(
    second.python.sent.find(({ kind }) => kind === "known")?.requests,
    ids(waited as unknown as UnsentEdit[]),
  );
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
  // one of a page that is gone, so that it is seen when the second page has made up its mind
  createUnsentStorage(at.storage).keep(edit("gone-1", 0, { session: "s1" }));
  const second = await openPage(at, "s1");
  await until(() => asked(second.python, "known"));
  assert.deepEqual(second.python.sent.find(({ kind }) => kind === "known")?.requests, ["gone-1"]);
  await second.python.answer("known", { known: ["gone-1"] });
  assert.deepEqual(second.store.unsent.offered.value, []);
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

test("what is done while the kernel is gone is kept, but no step forth", async () => {
  const at = browser(storage());
  const { python, store, close } = await openPage(at, "s1");
  python.gone = true;
  await assert.rejects(store.history.redo(), /kernel is gone/);
  assert.deepEqual([store.unsent.nKept.value, store.disconnected.value, at.storage.length], [0, true, 0]);
  const { message } = await store.labels.addLabel("c", "one");
  assert.equal(message, "Kept in this browser until the kernel is back: add label one");
  assert.deepEqual([store.unsent.nKept.value, at.storage.length], [1, 1]);
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
  assert.deepEqual(again.store.unsent.offered.value, []);
  for (const { close } of [first, next, again]) close();
});

test("in another notebook an offer says where it was made, once nobody looks after it there", async () => {
  const at = browser(storage());
  const first = await openPage(at, "s1", STATUS, "/d/first.ipynb");
  void first.store.labels.addLabel("c", "one").catch(() => {});
  createUnsentStorage(at.storage).keep(edit("gone-1", 0, { session: "s0", notebook: "/d/copy.ipynb" }));
  const copy = await openPage(at, "s2", STATUS, "/d/copy.ipynb");
  await until(() => asked(copy.python, "known"));
  assert.deepEqual(copy.python.sent.find(({ kind }) => kind === "known")?.requests, ["gone-1"]);
  await copy.python.answer("known", { known: ["gone-1"] });
  assert.deepEqual(copy.store.unsent.offered.value, []);
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

test("edits of other cells than there are now are told, and can only be thrown away", async () => {
  const at = browser(storage());
  const kept = createUnsentStorage(at.storage);
  const cells = { packed: packBytes(Uint8Array.of(1).buffer), fingerprint: "of other cells" };
  kept.keep(edit("dead-1", 1, cells));
  kept.keep(edit("dead-2", 2, { op: "add_label", args: { category: "c", label: "x" }, fingerprint: "of other cells" }));
  const { python, store, close } = await openPage(at, "s2");
  await until(() => asked(python, "known"));
  await python.answer("known", { known: [] });
  const asks = python.sent.find(({ kind }) => kind === "foresee");
  assert.deepEqual(
    (asks?.edits as UnsentEdit[] | undefined)?.length,
    1,
    "a label without cells is as possible as ever",
  );
  await python.answer("foresee", { edits: [AS_IT_IS] });
  assert.deepEqual(inShort(store), [
    "label 214 cells as NK cell (can’t be done: the data had other cells then)",
    "add label x",
  ]);
  const applied = store.unsent.apply();
  await python.answer("edit", { revision: 2, changed: 0, message: "x" });
  assert.deepEqual(await applied, { message: "Applied 1 edit", revision: 2 });
  assert.deepEqual(
    python.sent.filter(({ kind }) => kind === "edit").map(({ op }) => op),
    ["add_label"],
  );
  assert.deepEqual(store.problems.sentences.value, [
    "Could not label 214 cells as NK cell: the data had other cells then.",
  ]);
  close();
});

test("a notice is shown until dismissed or withdrawn, and again when it comes again", async () => {
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
  python.set("status", { ...STATUS, warnings: ["at first"] });
  assert.deepEqual([notices.unread.value, notices.fresh.value], [["at first"], []]);
  python.set("status", { ...STATUS, warnings: ["at first", "changed"] });
  assert.deepEqual([notices.unread.value, notices.fresh.value], [["at first", "changed"], ["changed"]]);
  close();
});
