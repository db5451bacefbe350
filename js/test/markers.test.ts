import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { signal } from "@preact/signals";
import { followTraits } from "../src/store/base/traits";
import { createMarkers } from "../src/store/evidence/markers";
import type { Selection } from "../src/store/selection/selection";
import { createRpc } from "../src/wire/rpc";
import { kernel } from "./kernel";

const STATUS = { state: "saved", suggested_name: "x", saved_at: null, undo: null, redo: null, warnings: [] };
const answer = (gene: string) => ({
  markers: [
    { gene, id: `ENSG of ${gene}`, key: gene, scores: 9, logfoldchanges: 2, pct_in: 1, pct_out: 0.1, auc: null },
  ],
  n_in: 2,
  n_out: 6,
  against: "the rest",
  layer: "raw",
  notes: [],
  warnings: [],
});

function opened() {
  const python = kernel({ status: STATUS, revision: 1 });
  const lifetime = new AbortController();
  const mask = signal<Uint8Array | null>(null);
  const settled = signal(true);
  const layer = signal("X");
  const selection = { mask, settled } as unknown as Selection;
  const traits = followTraits(python.model, lifetime.signal);
  const rpc = createRpc(python.model, lifetime.signal);
  const markers = createMarkers(rpc, traits, selection, layer, lifetime.signal);
  const asked = (kind = "markers") => python.sent.filter((sent) => sent.kind === kind);
  const reply = (at: number, body: object) => {
    python.tell({ id: asked()[at]?.id, part: 0, parts: 1, ...body });
    return pass(0);
  };
  return { python, mask, settled, layer, markers, asked, reply };
}
beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
afterEach(() => mock.timers.reset());

/** Lets so much time pass, and what waits for it happen. */
async function pass(ms: number) {
  mock.timers.tick(ms);
  await new Promise((done) => setImmediate(done));
}
const cells = (...of: number[]) => Uint8Array.from({ length: 8 }, (_, i) => +of.includes(i));
const genes = (markers: ReturnType<typeof opened>["markers"]) => {
  const now = markers.state.value;
  return now.kind === "table" ? now.table.rows.map(({ gene }) => gene) : now.kind;
};

test("markers are asked for once the selection rests and someone looks", async () => {
  const { mask, settled, markers, asked } = opened();
  mask.value = cells(1, 2);
  await pass(1000);
  assert.equal(asked().length, 0, "nobody looks");
  const leave = markers.attend();
  await pass(200);
  mask.value = cells(1, 2, 3);
  await pass(200);
  assert.equal(asked().length, 0, "it changed meanwhile");
  settled.value = false;
  mask.value = cells(4, 5);
  await pass(1000);
  assert.equal(asked().length, 0, "Python has not said yet what is selected");
  settled.value = true;
  await pass(251);
  assert.equal(asked().length, 1);
  leave();
  assert.equal(asked("cancel").length, 1, "nobody waits for it any more");
});

test("only the newest answer is drawn", async () => {
  const { mask, markers, asked, reply } = opened();
  markers.attend();
  mask.value = cells(1, 2);
  await pass(251);
  mask.value = cells(3, 4);
  await pass(251);
  assert.equal(asked().length, 2);
  await reply(0, { body: answer("OLD") });
  assert.equal(genes(markers), "waiting");
  await reply(0, { error: "superseded" });
  assert.equal(genes(markers), "waiting");
  await reply(1, { body: answer("NEW") });
  assert.deepEqual(genes(markers), ["NEW"]);
  mask.value = cells(5);
  await pass(251);
  assert.deepEqual(markers.state.value.kind === "waiting" && markers.state.value.before?.rows[0]?.gene, "NEW");
  await reply(2, { error: "Only one cell is selected." });
  assert.deepEqual(markers.state.value, { kind: "said", text: "Only one cell is selected." });
  mask.value = null;
  assert.equal(genes(markers), "nothing");
});

test("a label is compared with anew when labels change; the rest is not", async () => {
  const { python, mask, markers, asked, reply } = opened();
  markers.attend();
  mask.value = cells(1, 2);
  await pass(251);
  await reply(0, { body: answer("A") });
  python.set("revision", 2);
  await pass(1000);
  assert.equal(asked().length, 1);
  markers.compareWith({ kind: "label", column: "cell_type", label: "B cell" });
  await pass(251);
  assert.deepEqual(asked()[1]?.against, ["cell_type", "B cell"]);
  await reply(1, { body: answer("B") });
  python.set("revision", 3);
  await pass(251);
  assert.equal(asked().length, 3);
});

test("values of another layer are compared anew", async () => {
  const { mask, layer, markers, asked, reply } = opened();
  markers.attend();
  mask.value = cells(1, 2);
  await pass(251);
  await reply(0, { body: answer("A") });
  layer.value = "raw";
  await pass(251);
  assert.equal(asked().length, 2);
});

test("a slow one tells how far it is, is cancelled, and asked for once more", async () => {
  const { python, mask, markers, asked, reply } = opened();
  markers.attend();
  mask.value = cells(1, 2);
  markers.testBy("wilcoxon");
  await pass(251);
  python.tell({ event: "progress", request: "another", done: 0.9 });
  python.tell({ event: "progress", request: asked()[0]?.id, done: 0.25 });
  assert.equal(markers.state.value.kind === "waiting" && markers.state.value.done, 0.25);
  markers.cancel();
  assert.equal(asked("cancel")[0]?.request, asked()[0]?.id);
  await reply(0, { error: "superseded" });
  await pass(2000);
  assert.equal(genes(markers), "cancelled");
  assert.equal(asked().length, 1);
  markers.again();
  await pass(251);
  assert.equal(asked().length, 2);
});

test("evidence is kept for the cells that the table is about", async () => {
  const { python, mask, markers, reply } = opened();
  markers.attend();
  mask.value = cells(1, 2);
  await pass(251);
  await reply(0, { body: answer("CD79A") });
  const shown = markers.state.value;
  const rows = shown.kind === "table" ? shown.table.rows : [];
  mask.value = cells(7);
  await assert.rejects(markers.keep("cell_type", "B cell", rows), /changed just now/);
  mask.value = cells(1, 2);
  await pass(251);
  await reply(1, { body: answer("CD79A") });
  void markers.keep("cell_type", "B cell", rows);
  const sent = python.sent.at(-1);
  assert.deepEqual(sent?.args, {
    category: "cell_type",
    label: "B cell",
    genes: ["ENSG of CD79A"],
    against: "rest",
    method: "t-test",
    layer: "raw",
  });
  assert.deepEqual([...new Uint8Array(python.buffers.at(-1)?.[0] as ArrayBuffer)], [0b110]);
});
