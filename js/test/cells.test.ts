import assert from "node:assert/strict";
import { test } from "node:test";
import { BLOCK, CODE_BITS, IN_RUNS, PackedCells, SELECTED, STEPS } from "../src/plot/points/cells";

const xy = Float32Array.of(0, 0, 1, 1, NaN, 2, 3, 3, 4, -Infinity, 5, 5);

/** code and flags of all slots, as the GPU gets them */
function wordsOf(cells: PackedCells): Uint32Array {
  const words = new Uint32Array(cells.count);
  for (let block = 0; block < cells.nBlocks; block++) words.set(cells.words(block), block * BLOCK);
  return words;
}

/** code of each cell, null where it is never drawn */
function codesOf(cells: PackedCells): (number | null)[] {
  const codes: (number | null)[] = new Array(cells.length).fill(null);
  const words = wordsOf(cells);
  cells.order().forEach((cell, slot) => {
    codes[cell] = words[slot] & CODE_BITS;
  });
  return codes;
}

test("cells without finite coordinates are never drawn; the others once each, with their places", () => {
  const cells = new PackedCells(xy);
  assert.deepEqual([...cells.order()].sort(), [0, 1, 3, 5]);
  const placed = cells.places(0, xy);
  cells.order().forEach((cell, slot) => {
    assert.deepEqual([...placed.subarray(2 * slot, 2 * slot + 2)], [xy[2 * cell], xy[2 * cell + 1]]);
  });
});

test("the draw order is no longer the file's, and a prefix is a fair sample", () => {
  const n = 100_000;
  const order = new PackedCells(new Float32Array(2 * n)).order();
  const early = order.subarray(0, n / 10).filter((cell) => cell < n / 2).length;
  assert.ok(Math.abs(early - n / 20) < 300, `${early} of ${n / 10} are from the first half`);
});

test("of many cells too each has one slot, and codes and selection are its own", () => {
  const n = 20_001;
  const places = Float32Array.from({ length: 2 * n }, (_, i) => (i % 1001 === 0 ? NaN : i));
  const cells = new PackedCells(places);
  const mask = Uint8Array.from({ length: n }, (_, cell) => +(cell % 3 === 0));
  cells.setCodes(Uint16Array.from({ length: n }, (_, cell) => cell));
  cells.setSelected(mask);
  const order = cells.order();
  assert.equal(new Set(order).size, cells.count);
  assert.equal(cells.nBlocks, 2);
  const words = wordsOf(cells);
  order.forEach((cell, slot) => {
    assert.equal(words[slot], cell | (mask[cell] ? SELECTED : 0));
    const at = slot % BLOCK;
    assert.deepEqual(
      [...cells.places(Math.floor(slot / BLOCK), places).subarray(2 * at, 2 * at + 2)],
      [places[2 * cell], places[2 * cell + 1]],
    );
    assert.equal(cells.codeOf(cell), cell);
  });
});

test("where runs of cells are drawn together too each has one slot, and a prefix is a fair sample", () => {
  for (const missing of [0, 3]) {
    const n = IN_RUNS + 5 + missing;
    const places = new Float32Array(2 * n);
    for (let k = 0; k < missing; k++) places[2 * (n >> k) - 2] = NaN;
    const cells = new PackedCells(places);
    cells.setCodes(Uint32Array.from({ length: n }, (_, cell) => cell));
    const [order, words] = [cells.order(), wordsOf(cells)];
    assert.equal(new Set(order).size, IN_RUNS + 5);
    assert.deepEqual(words, order);
    // the way back: what is patched is in the block of its slot
    for (const slot of [0, 17, BLOCK - 1, BLOCK, 5 * BLOCK + 3, n - missing - 1]) {
      for (let block = 0; block < cells.nBlocks; block++) cells.takeStale(block);
      cells.patched(Uint32Array.of(order[slot]));
      const stale = Array.from({ length: cells.nBlocks }, (_, block) => block).filter((one) => cells.takeStale(one));
      assert.deepEqual(stale, [Math.floor(slot / BLOCK)]);
    }
    const tenth = order.subarray(0, n / 10);
    for (let part = 0; part < 10; part++) {
      const here = tenth.filter((cell) => Math.floor((10 * cell) / n) === part).length;
      assert.ok(Math.abs(here - n / 100) < n / 1000, `${here} of ${n / 100}`);
    }
  }
});

test("codes, patches and the selection don't disturb one another", () => {
  const cells = new PackedCells(xy);
  const codes = Uint16Array.of(1, 2, 3, 300, 5, 0);
  cells.setCodes(codes);
  cells.setSelected(Uint8Array.of(1, 0, 1, 0, 0, 1));
  assert.deepEqual(codesOf(cells), [1, 2, null, 300, null, 0]);
  for (const cell of [0, 2, 3]) codes[cell] = 7;
  cells.patched(Uint32Array.of(0, 2, 3));
  assert.deepEqual(codesOf(cells), [7, 2, null, 7, null, 0]);
  const selected = [...cells.order()].filter((_, slot) => wordsOf(cells)[slot] & SELECTED).sort();
  assert.deepEqual(selected, [0, 5]);
  cells.setSelected(null);
  assert.ok(wordsOf(cells).every((word) => (word & SELECTED) === 0));
  assert.deepEqual(codesOf(cells), [7, 2, null, 7, null, 0]);
});

test("blocks are stale once each, those with a change only, and none when nothing changed", () => {
  const cells = new PackedCells(new Float32Array(2 * (3 * BLOCK - 5)));
  const stale = () => Array.from({ length: cells.nBlocks }, (_, block) => cells.takeStale(block));
  assert.deepEqual(stale(), [true, true, true]);
  assert.deepEqual(stale(), [false, false, false]);
  const order = cells.order();
  cells.patched(Uint32Array.of(order[BLOCK], order[BLOCK + 40], order[3 * BLOCK - 6]));
  assert.deepEqual(stale(), [false, true, true]);
  cells.setSelected(null);
  cells.setShown(null);
  assert.deepEqual(stale(), [false, false, false]);
  cells.setSelected(new Uint8Array(cells.length));
  assert.deepEqual(stale(), [true, true, true]);
  cells.touchAll();
  assert.deepEqual(stale(), [true, true, true]);
});

test("values become steps of the ramp: clipped at both ends, NaN apart", () => {
  const line = Float32Array.from({ length: 14 }, (_, i) => i);
  const cells = new PackedCells(line);
  cells.setValues(Float32Array.of(-9, 0, 5, 10, 99, NaN, Infinity), 0, 10);
  assert.deepEqual(codesOf(cells), [1, 1, 129, STEPS, STEPS, 0, STEPS]);
  cells.setValues(Float32Array.of(2, 2, 2, NaN, 2, 2, 2), 2, 2);
  assert.deepEqual(codesOf(cells), [1, 1, 1, 0, 1, 1, 1]);
});
