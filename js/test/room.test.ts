import assert from "node:assert/strict";
import { test } from "node:test";
import { signal } from "@preact/signals";
import { columnsOf, createRoom, STRIP, USUAL, type Wishes } from "../src/view/room";

const plain: Wishes = {
  width: 1200,
  sizes: USUAL,
  folded: { left: false, right: false },
  hasRight: true,
  split: false,
};
const plotOf = (wishes: Wishes) => {
  const { left, right } = columnsOf(wishes);
  return wishes.width - (left || STRIP) - (right || (wishes.hasRight ? STRIP : 0));
};

test("the plot has half of the box and each of two at least 300 px, at every width and whatever was dragged", () => {
  for (let width = 664; width <= 2000; width += 7)
    for (const left of [200, 244, 520])
      for (const right of [200, 244, 520])
        for (const split of [false, true])
          for (const hasRight of [false, true])
            for (const folded of [plain.folded, { left: true, right: false }, { left: false, right: true }]) {
              const wishes = { width, sizes: { left, right }, split, hasRight, folded };
              const plot = plotOf(wishes);
              assert.ok(plot >= width / 2, `${plot} of ${width}`);
              assert.ok(!split || plot >= 601, `${plot} for two, of ${width}`);
              const columns = columnsOf(wishes);
              assert.ok(columns.left <= left && columns.right <= right);
              assert.ok(columns.left === 0 || columns.left >= 200);
            }
});

test("panels give way one after the other, the right one first", () => {
  assert.deepEqual(columnsOf(plain), { left: 268, right: 244 });
  assert.deepEqual(columnsOf({ ...plain, width: 1000 }), { left: 256, right: 244 });
  assert.deepEqual(columnsOf({ ...plain, width: 900 }), { left: 268, right: 0 });
  assert.deepEqual(columnsOf({ ...plain, width: 900, split: true }), { left: 268, right: 0 });
  assert.deepEqual(columnsOf({ ...plain, width: 860, split: true }), { left: 0, right: 0 });
  assert.deepEqual(columnsOf({ ...plain, width: 650 }), { left: 0, right: 0 });
});

function opened(storage: Storage | null, width = 1200) {
  const lifetime = new AbortController();
  const room = createRoom({ storage, split: signal(false), hasRight: signal(true) }, lifetime.signal);
  room.width.value = width;
  return room;
}

function memory(): Storage {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  } as Storage;
}

test("what was dragged is remembered within its limits, and nonsense in the browser's storage is not", () => {
  const storage = memory();
  const room = opened(storage, 2000);
  room.resize("left", 312.4);
  room.resize("dock", 5);
  assert.deepEqual(opened(storage).sizes.value, { left: 312, right: 244, dock: 120 });
  for (const nonsense of ["{", "null", "[]", '"x"', '{"left": "wide", "right": -4, "dock": 1e9}']) {
    storage.setItem("cellxgene_widget.room", nonsense);
    assert.deepEqual(opened(storage).sizes.value, USUAL);
  }
  assert.deepEqual(opened(null).sizes.value, USUAL);
});

test("a panel without room opens over the plot, and no longer lies there once it has room", () => {
  const room = opened(null, 650);
  room.toggle("right");
  assert.equal(room.drawer.value, "right");
  room.toggle("left");
  assert.equal(room.drawer.value, "left");
  room.width.value = 1400;
  assert.equal(room.drawer.value, null);
  room.toggle("left");
  assert.deepEqual(room.columns.value, { left: 0, right: 244 });
  assert.equal(room.reveal("left"), false);
  assert.deepEqual(room.columns.value, { left: 268, right: 244 });
});
