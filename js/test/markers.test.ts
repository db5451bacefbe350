import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { signal } from "@preact/signals";
import { dotRoom } from "../src/panels/evidence/dotRoom";
import { inPlaces } from "../src/panels/evidence/useHeldOrder";
import { followTraits } from "../src/store/base/traits";
import { asText, createListing, isRanked, listed, type Sort, type Way } from "../src/store/evidence/markerListing";
import { createMarkers } from "../src/store/evidence/markers";
import type { Selection } from "../src/store/selection/selection";
import type { Label } from "../src/wire/messages";
import { createRpc } from "../src/wire/rpc";
import type { MarkerRow, MarkerTable } from "../src/wire/types";
import { kernel } from "./kernel";
import { label } from "./opened";

const STATUS = { state: "saved", suggested_name: "x", saved_at: null, undo: null, redo: null, warnings: [] };
const answer = (...genes: string[]) => ({
  genes,
  ids: genes.map((gene) => `ENSG of ${gene}`),
  keys: null,
  n_samples: null,
  n_in: 2,
  n_out: 6,
  against: "the rest",
  layer: "raw",
  samples: null,
  notes: [],
  warnings: [],
});
/** Score, fold change, p, adjusted p, in, out, AUC, agreement. */
const NUMBERS = Float64Array.of(9, 2, 1e-9, 1e-7, 1, 0.1, NaN, NaN);

function opened() {
  const python = kernel({ status: STATUS, revision: 1 });
  const lifetime = new AbortController();
  const mask = signal<Uint8Array | null>(null);
  const settled = signal(true);
  const layer = signal("X");
  const selection = { mask, settled } as unknown as Selection;
  const all = signal([{ name: "B", n: 3, nGone: 0 }]);
  const sets = { all, version: signal(0) };
  const traits = followTraits(python.model, lifetime.signal);
  const rpc = createRpc(python.model, lifetime.signal);
  const markers = createMarkers(rpc, traits, { selection, sets }, layer, lifetime.signal);
  const asked = (kind = "markers") => python.sent.filter((sent) => sent.kind === kind);
  const reply = (at: number, body: object) => {
    python.tell({ id: asked()[at]?.id, part: 0, parts: 1, ...body }, "body" in body ? NUMBERS : null);
    return pass(0);
  };
  return { python, mask, settled, layer, sets, markers, asked, reply };
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

test("markers are listed by what one wants to see, those without a number last", async () => {
  const row = (gene: string, score: number, logFoldChange: number | null, auc: number | null): MarkerRow => ({
    gene,
    id: `ENSG-${gene}`,
    key: gene,
    score,
    logFoldChange,
    pctIn: 0.5,
    pctOut: 0.25,
    auc,
    p: 1e-300,
    pAdjusted: 1e-298,
    nAgree: null,
    nSamples: null,
  });
  const rows = [row("CD79A", 9, 3, 0.9), row("b", 5, null, null), row("A,1", 0.5, 0.1, 0.6), row("LYZ", -4, -2, 0.1)];
  const names = (...how: [Sort, Way, string]) => listed(rows, ...how).map(({ gene }) => gene);
  const listing = createListing();
  const now = (wanted = "") => names(listing.sort.value, listing.way.value, wanted);
  assert.deepEqual(now(), ["CD79A", "b", "A,1"]);
  assert.ok(isRanked(listing.sort.value, listing.way.value));
  listing.go("both");
  listing.sortBy("auc");
  assert.deepEqual(now(), ["CD79A", "A,1", "LYZ", "b"]);
  listing.sortBy("auc");
  assert.deepEqual(now(), ["LYZ", "A,1", "CD79A", "b"]);
  listing.sortBy("gene");
  assert.deepEqual(now(), ["A,1", "b", "CD79A", "LYZ"]);
  assert.deepEqual(now("cd79  lY"), ["CD79A", "LYZ"]);
  assert.ok(!isRanked(listing.sort.value, listing.way.value));
  listing.sortBy("score");
  listing.go("down");
  assert.deepEqual(now(), ["LYZ"]);
  assert.deepEqual(listing.sort.value, { by: "score", down: false });
  const table = { rows, samples: null, estimate: null } as unknown as MarkerTable;
  const [head, , , third] = (await asText(rows, table, ",")).split("\n");
  assert.equal(head, "gene,id,scores,logfoldchanges,pvals,pvals_adj,pct_in,pct_out,auc");
  assert.equal(third, '"A,1","ENSG-A,1",0.5,0.1,1e-300,1e-298,0.5,0.25,0.6');
  assert.match(await asText(rows, table, "\t"), /^b\tENSG-b\t5\t\t1e-300\t/m);
});

test("dots are as large as their room allows, between limits", () => {
  assert.deepEqual(dotRoom(1500, 600, 6, 14, 10), { column: 36, row: 36, names: 126, dot: 34 });
  const narrow = dotRoom(400, 150, 60, 60, 200);
  assert.deepEqual([narrow.column, narrow.row, narrow.names], [14, 16, 160]);
  assert.equal(dotRoom(500, 300, 10, 20, 4).row, 21);
});

test("a comparison with a set is asked for anew when the set is another, and ends with the set", async () => {
  const { mask, markers, sets, asked } = opened();
  mask.value = cells(1, 2);
  markers.compareWith({ kind: "set", name: "B" });
  markers.attend();
  await pass(1000);
  assert.deepEqual(
    asked().map(({ against }) => against),
    ["B"],
  );
  sets.version.value++;
  await pass(1000);
  assert.equal(asked().length, 2, "it may be of as many other cells");
  sets.all.value = [];
  assert.deepEqual(markers.against.value, { kind: "rest" });
});

test("cells of no cell type are left out on demand, where there are such labels, and followed", async () => {
  const { python, mask, markers, asked, reply } = opened();
  const category = (...labels: Label[]) => [{ id: 1, name: "cell_type", labels, unassigned: 0 }];
  markers.attend();
  markers.withoutReserved.value = true;
  mask.value = cells(0, 1);
  await pass(250);
  assert.equal(asked()[0]?.without_reserved, undefined, "there is none");
  await reply(0, { body: answer("CD3D") });
  python.update({ category: "cell_type", categories: category(label(1, "B"), label(2, "junk", { reserved: true })) });
  assert.deepEqual(markers.reserved.value, ["junk"]);
  await pass(250);
  assert.equal(asked()[1]?.without_reserved, true);
  await reply(1, { body: answer("CD3D") });
  python.set("revision", 2);
  await pass(250);
  assert.equal(asked().length, 3, "others may be left out now");
  markers.withoutReserved.value = false;
  await pass(250);
  assert.equal(asked()[3]?.without_reserved, undefined);
});

test("what is left out as no cell type is of the category in use", async () => {
  const { python, mask, markers, asked, reply } = opened();
  const junk = (id: number, name: string, ...names: string[]) => ({
    id,
    name,
    labels: names.map((one, i) => label(i + 1, one, { reserved: true })),
    unassigned: 0,
  });
  const categories = [junk(1, "cell_type", "junk"), junk(2, "mine", "junk"), junk(3, "none")];
  python.update({ category: "cell_type", categories });
  markers.attend();
  markers.withoutReserved.value = true;
  mask.value = cells(0, 1);
  await pass(250);
  await reply(0, { body: answer("CD3D") });
  python.set("category", "mine");
  await pass(250);
  assert.equal(asked().length, 2, "its junk is of other cells");
  await reply(1, { body: answer("CD79A") });
  python.set("category", "none");
  await pass(250);
  assert.equal(asked()[2]?.without_reserved, undefined);
  await reply(2, { body: answer("LYZ") });
  markers.withoutReserved.value = false;
  python.set("category", "mine");
  await pass(1000);
  assert.equal(asked().length, 3, "nothing is left out: no matter which is in use");
});

test("an estimate is shown until the exact answer takes its place, and no evidence is kept of it", async () => {
  const { python, mask, markers, asked, reply } = opened();
  markers.attend();
  mask.value = cells(1, 2);
  await pass(251);
  const tell = (request: unknown) =>
    python.tell({ event: "markers_estimate", request, estimate: 20000, method: "t-test", ...answer("CD3E") }, NUMBERS);
  tell("of another page");
  assert.equal(genes(markers), "waiting");
  tell(asked()[0]?.id);
  const now = markers.state.value;
  assert.ok(now.kind === "waiting" && now.estimated && now.before);
  assert.equal(now.before.estimate, 20000);
  assert.match(await asText(now.before.rows, now.before, ","), /estimated_from_cells\nCD3E,.*,20000\n/);
  await assert.rejects(markers.keep("types", "B", now.before.rows), /estimate/);
  await reply(0, { body: answer("CD8A") });
  assert.deepEqual(genes(markers), ["CD8A"]);
  const table = markers.state.value;
  assert.ok(table.kind === "table" && table.table.estimate === null);
  assert.doesNotMatch(await asText(table.table.rows, table.table, ","), /estimated/);
  // that of other cells is no estimate of the next
  mask.value = cells(3, 4);
  await pass(251);
  assert.ok(markers.state.value.kind === "waiting" && !markers.state.value.estimated);
});

test("exact rows take the places that those of the estimate had", () => {
  const row = (id: string, score: number) => ({ id, gene: id, score }) as MarkerRow;
  const exact = [row("a", 9), row("b", 8), row("c", 7), row("new", 6)];
  const guess = [row("b", 9), row("gone", 8), row("a", 7), row("c", 6)];
  assert.deepEqual(
    inPlaces(exact, guess).map(({ id, score }) => [id, score]),
    [
      ["b", 8],
      ["a", 9],
      ["c", 7],
      ["new", 6],
    ],
  );
});
