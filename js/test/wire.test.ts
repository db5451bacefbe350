import assert from "node:assert/strict";
import { test } from "node:test";
import { codesFrom, floatsFrom, joinParts } from "../src/wire/arrays";
import { encodeCells, maskFromBitset, positionsFrom } from "../src/wire/cells";
import { codesEventFrom, datasetFrom, rangeFrom, statusFrom } from "../src/wire/replies";

/** As in a Jupyter message: the bytes lie somewhere inside a larger buffer, not aligned. */
function unaligned(bytes: Uint8Array, offset = 3): DataView {
  const whole = new Uint8Array(bytes.length + offset + 5).fill(0xee);
  whole.set(bytes, offset);
  return new DataView(whole.buffer, offset, bytes.length);
}
const bytesOf = (array: ArrayBufferView) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
const maskOf = (n: number, cells: number[]) => Uint8Array.from({ length: n }, (_, i) => +cells.includes(i));

test("a cell set takes whichever form is shorter, and reads back the same", () => {
  for (const [n, cells, encoding] of [
    [1000, [3, 999], "list"],
    [100, [0, 7, 8, 50, 99], "bitset"],
    [9, [8], "bitset"],
    [1000, [], "list"],
  ] as const) {
    const mask = maskOf(n, [...cells]);
    const sent = encodeCells(mask);
    assert.equal(sent.cells.encoding, encoding);
    assert.equal(sent.cells.n, cells.length);
    const back = positionsFrom(sent.cells, unaligned(new Uint8Array(sent.buffer)), n);
    assert.deepEqual([...back], [...cells]);
  }
});

test("bits are little endian within a byte, as numpy.packbits(bitorder='little') writes them", () => {
  const { buffer } = encodeCells(maskOf(16, [0, 9, 15]));
  assert.deepEqual([...new Uint8Array(buffer)], [0b00000001, 0b10000010]);
  assert.deepEqual([...maskFromBitset(unaligned(Uint8Array.of(1, 130)), 16)], [...maskOf(16, [0, 9, 15])]);
});

test("a bitset of another length is refused, not read wrong", () => {
  assert.throws(() => maskFromBitset(unaligned(Uint8Array.of(1)), 16), /16 cells/);
});

test("numbers are read at any byte offset", () => {
  const floats = Float32Array.of(1.5, Number.NaN, -2);
  assert.deepEqual([...floatsFrom(unaligned(bytesOf(floats)))], [...floats]);
  assert.deepEqual([...floatsFrom(unaligned(bytesOf(floats), 4))], [...floats]);
  const codes = Uint16Array.of(1, 300, 65535);
  assert.deepEqual([...codesFrom(unaligned(bytesOf(codes)), "uint16")], [...codes]);
});

test("codes are a copy: patching them leaves the message alone", () => {
  const view = unaligned(Uint8Array.of(1, 2, 3));
  codesFrom(view, "uint8")[0] = 9;
  assert.equal(view.getUint8(0), 1);
});

test("parts are joined in order; no buffer is an empty payload", () => {
  const parts = [unaligned(Uint8Array.of(1, 2)), null, unaligned(Uint8Array.of(3), 1)];
  assert.deepEqual([...bytesOf(joinParts(parts))], [1, 2, 3]);
  assert.equal(joinParts([null]).byteLength, 0);
});

test("bodies become camelCase here and nowhere else", () => {
  const dataset = datasetFrom({
    dataset: { name: "pbmc", n_cells: 3, fingerprint: "f" },
    session: "s",
    seen: 0,
    notebook: null,
    embeddings: [{ key: "X_umap", name: "UMAP", n_missing: 1, y_down: true }],
    columns: [
      { name: "louvain", kind: "category", n_missing: 0, levels: [{ name: "B", color: "#000000", count: 3 }] },
      { name: "n_genes", kind: "number", n_missing: 2, levels: [] },
    ],
    left_out: [{ name: "date", why: "dates" }],
  });
  assert.equal(dataset.nCells, 3);
  assert.equal(dataset.embeddings[0]?.nMissing, 1);
  assert.equal(dataset.embeddings[0]?.yDown, true);
  assert.deepEqual(
    dataset.columns.map(({ kind, nMissing }) => [kind, nMissing]),
    [
      ["category", 0],
      ["number", 2],
    ],
  );
  const status = statusFrom({
    state: "saved",
    path: "/a/b.csv",
    file: "b.csv",
    id: "AAAAAAAA",
    place: "/d",
    others: [],
    folder: "/a",
    suggested_name: "b",
    saved_at: "2026-11-22T12:04:00Z",
    message: null,
    warnings: [],
    undo: null,
    redo: null,
  });
  assert.equal(status.savedAt, "2026-11-22T12:04:00Z");
  assert.equal(status.suggestedName, "b");
  assert.equal(rangeFrom({ min: null, max: null, low: null, high: null }), null);
});

test("an event's parts are positions, each with the code they got", () => {
  const { cells, buffer } = encodeCells(maskOf(40, [2, 39]));
  const message = { event: "codes", base: 4, revision: 5, parts: [{ category: 1, code: 3, cells }] };
  const event = codesEventFrom(message, [unaligned(new Uint8Array(buffer))], 40);
  assert.deepEqual([event.base, event.revision], [4, 5]);
  assert.deepEqual([...(event.parts[0]?.cells ?? [])], [2, 39]);
});
