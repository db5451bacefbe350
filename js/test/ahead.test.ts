import assert from "node:assert/strict";
import { test } from "node:test";
import { askAhead } from "../src/wire/ahead";
import type { Kind } from "../src/wire/messages";
import { createRpc } from "../src/wire/rpc";
import type { Json } from "../src/wire/values";
import { kernel } from "./kernel";
import { label } from "./opened";

const asks = { embedding: "X_umap", color: "louvain" };

function loaded(traits: Record<string, unknown> = asks) {
  const python = kernel(traits);
  const lifetime = new AbortController().signal;
  const ahead = askAhead(python.model, "mine", lifetime);
  const takeOver = () => createRpc(python.model, lifetime, "mine", undefined, undefined, ahead);
  return { python, ahead, takeOver };
}
const kinds = (python: ReturnType<typeof kernel>) => python.sent.map(({ kind }) => kind);

test("what the first picture is made of is asked once, whenever its answer comes", async () => {
  const { python, takeOver } = loaded();
  assert.deepEqual(kinds(python), ["hello", "sample", "coordinates", "column"]);
  assert.equal(python.sent[0]?.browser, "mine");
  const [, , { id } = { id: "" }] = python.sent;
  python.tell({ id, part: 0, parts: 2, body: { n: 1 } }, Uint8Array.of(1, 2, 3, 4));
  const rpc = takeOver();
  const reply = rpc.ask("coordinates", { embedding: "X_umap" });
  // half of it was here, half of it comes now
  python.tell({ id, part: 1, parts: 2 }, Uint8Array.of(5, 6, 7, 8));
  const { body, payload } = await reply;
  assert.deepEqual([body.n, payload.byteLength, python.sent.length], [1, 8, 4]);
  void rpc.ask("coordinates", { embedding: "X_umap" });
  assert.equal(python.sent.length, 5, "an answer is given once");
});

test("what is asked for another embedding by then is sent", () => {
  const { python, takeOver } = loaded();
  void takeOver().ask("coordinates", { embedding: "X_pca" });
  assert.deepEqual(python.sent.at(-1)?.embedding, "X_pca");
});

test("labels are asked for by their category", () => {
  const categories = [{ id: 7, name: "louvain", labels: [label(1, "B")], unassigned: 0 }];
  const { python } = loaded({ ...asks, categories });
  assert.deepEqual([python.sent.at(-1)?.kind, python.sent.at(-1)?.category], ["codes", 7]);
});

test("after an event only coordinates are still good, after other data nothing is", () => {
  for (const [event, kept] of [
    ["selection", [["coordinates", { embedding: "X_umap" }]]],
    ["data", []],
    ["layer", []],
    ["gene_sets", []],
  ] as const) {
    const { python, ahead } = loaded();
    python.tell({ event });
    const asked = python.sent.map(({ id: _, kind, browser: _mine, ...body }) => [kind, body] as const);
    const good = asked.filter(([kind, body]) => ahead.take(kind as Kind, body as Json) !== null);
    assert.deepEqual(good, kept);
    ahead.end();
    assert.equal(python.listening(), 0);
  }
});

test("of a kernel that is gone no answer is waited for", () => {
  const { python, takeOver } = loaded();
  python.lose();
  assert.equal(python.listening(), 0);
  void takeOver().ask("hello");
  assert.deepEqual(kinds(python).at(-1), "hello");
  assert.equal(python.sent.length, 5);
});
