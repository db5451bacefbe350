import assert from "node:assert/strict";
import { test } from "node:test";
import { createRpc, RequestError } from "../src/wire/rpc";
import { kernel } from "./kernel";

const EDIT = { op: "add_label", args: { category: "c", label: "NK" } } as const;

function connect() {
  const python = kernel();
  const lifetime = new AbortController();
  const events: unknown[] = [];
  const rpc = createRpc(python.model, lifetime.signal);
  rpc.on("selection", (message) => events.push(message));
  return { python, lifetime, events, rpc };
}

test("a reply in parts is put together whatever the order", async () => {
  const { python, rpc } = connect();
  const reply = rpc.ask("coordinates", { embedding: "X_umap" });
  const [{ id, kind, embedding } = { id: "", kind: "" }] = python.sent;
  assert.deepEqual([kind, embedding], ["coordinates", "X_umap"]);
  python.tell({ id, part: 1, parts: 2 }, Uint8Array.of(3, 4));
  python.tell({ id, part: 0, parts: 2, body: { n: 2 } }, Uint8Array.of(1, 2));
  const { body, payload } = await reply;
  assert.equal(body.n, 2);
  assert.deepEqual([...new Uint8Array(payload.buffer)], [1, 2, 3, 4]);
});

test("an error is the sentence Python sent", async () => {
  const { python, rpc } = connect();
  const reply = rpc.ask("edit", EDIT);
  await Promise.all([
    assert.rejects(reply, new RequestError("There is no label 'NK'.")),
    python.refuse("edit", "There is no label 'NK'."),
  ]);
  assert.equal(rpc.editsWaiting.value, 0);
});

test("a reply to another tab's request is ignored, an event is not", async () => {
  const { python, rpc, events } = connect();
  const reply = rpc.ask("names", { block: 0 });
  python.tell({ id: "someone-else", part: 0, parts: 1, body: { names: ["not mine"] } });
  python.tell({ event: "selection", n: 0 });
  await python.answer("names", { names: ["mine"] });
  assert.deepEqual((await reply).body.names, ["mine"]);
  assert.deepEqual(events, [{ event: "selection", n: 0 }]);
});

test("edits wait, questions do not count; ids differ between pages", async () => {
  const { python, rpc } = connect();
  const other = connect();
  void other.rpc.ask("hello");
  const done = [rpc.ask("edit", EDIT), rpc.ask("undo"), rpc.ask("names", { block: 0 })];
  assert.equal(rpc.editsWaiting.value, 2);
  await python.answer("edit", {});
  assert.equal(rpc.editsWaiting.value, 1);
  await python.answer("undo", {});
  await python.answer("names", {});
  await Promise.all(done);
  assert.equal(rpc.editsWaiting.value, 0);
  assert.equal(new Set([...python.sent, ...other.python.sent].map(({ id }) => id)).size, 4);
});

test("what is sent and what comes back is spelt as each side spells it", async () => {
  const { python, rpc } = connect();
  void rpc.ask("clear_selection", { keepFilters: true });
  void rpc.ask("dots", { by: "louvain", genes: ["CD3E"], nMarkers: 6 });
  assert.deepEqual(
    python.sent.map(({ keep_filters, n_markers }) => [keep_filters, n_markers]),
    [
      [true, undefined],
      [undefined, 6],
    ],
  );
  const versions = rpc.ask("versions");
  await python.answer("versions", { versions: [{ version: "v", saved_at: "t" }] });
  assert.deepEqual((await versions).body, { versions: [{ version: "v", savedAt: "t" }] });
});

test("a reply that can't be read is an error, not a silence", async () => {
  const { python, rpc } = connect();
  const versions = rpc.ask("versions");
  await Promise.all([assert.rejects(versions), python.answer("versions", {})]);
});

test("a kernel that is gone is told at once", async () => {
  const { python, rpc } = connect();
  python.gone = true;
  await assert.rejects(rpc.ask("edit", EDIT), /kernel is gone/);
  assert.equal(rpc.disconnected.value, true);
  assert.equal(rpc.editsWaiting.value, 0);
});

test("until something is heard nobody says that the kernel is there; what JupyterLab says of it counts", async () => {
  const { python, rpc } = connect();
  assert.equal(rpc.link.value, "new");
  void rpc.ask("names", { block: 0 });
  await python.answer("names", { names: [] });
  assert.equal(rpc.link.value, "answers");
  python.lose();
  assert.deepEqual([rpc.link.value, rpc.disconnected.value], ["gone", true]);
  python.tell({ event: "selection", n: 0 });
  assert.equal(rpc.link.value, "answers", "a sign of life");
});

test("a kernel that says nothing for a while may be gone; what takes its time says nothing of it", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { python, rpc } = connect();
  void rpc.ask("column", { name: "louvain" });
  context.mock.timers.tick(20_000);
  assert.equal(rpc.link.value, "new");
  void rpc.ask("select_all");
  context.mock.timers.tick(4000);
  void rpc.ask("select_all");
  context.mock.timers.tick(1000);
  assert.equal(rpc.link.value, "unreached");
  python.tell({ event: "selection", n: 0 });
  assert.equal(rpc.link.value, "answers");
  context.mock.timers.tick(5000);
  assert.equal(rpc.link.value, "silent");
});

test("nothing listens after the end", () => {
  const { python, lifetime } = connect();
  assert.equal(python.listening(), 2);
  lifetime.abort();
  assert.equal(python.listening(), 0);
});

test("of selections a page hears its own browser's, and those of all", () => {
  const python = kernel();
  const heard: unknown[] = [];
  const rpc = createRpc(python.model, new AbortController().signal, "mine");
  rpc.on("selection", ({ n }) => heard.push(n));
  for (const [n, browser] of [
    [1, "mine"],
    [2, "another"],
    [3, null],
  ]) {
    python.tell({ event: "selection", n, browser });
  }
  assert.deepEqual(heard, [1, 3]);
  void rpc.ask("names", { block: 0 });
  assert.equal(python.sent[0]?.browser, "mine");
});
