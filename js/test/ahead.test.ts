import assert from "node:assert/strict";
import { test } from "node:test";
import { askAhead } from "../src/wire/ahead";
import { createRpc } from "../src/wire/rpc";
import { kernel } from "./kernel";
import { label } from "./opened";

const asks = { embedding: "X_umap", color: "louvain" };

function loaded(traits: Record<string, unknown> = asks) {
  const python = kernel(traits);
  const lifetime = new AbortController().signal;
  const ahead = askAhead(python.model, "mine", lifetime);
  const takeOver = () => createRpc(python.model, lifetime, "mine", undefined, undefined, ahead.take());
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
    ["selection", ["coordinates"]],
    ["data", []],
  ] as const) {
    const { python, ahead } = loaded();
    python.tell({ event });
    assert.deepEqual(
      ahead.take().map(({ kind }) => kind),
      kept,
    );
    assert.equal(python.listening(), 0);
  }
});
