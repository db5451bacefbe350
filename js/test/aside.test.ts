/** Lassos over many cells are looked at beside other things; here without a worker, which no test of Node's has. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createInside } from "../src/geometry/aside";
import { cellsInPolygons } from "../src/geometry/lasso";

const N = 300_000;
const xy = Float32Array.from({ length: 2 * N }, (_, i) => (i % 97 === 0 ? NaN : Math.sin(i) * (1 + (i % 13))));
const ring = (radius: number) =>
  Array.from({ length: 80 }, (_, k) => [radius * Math.cos(k / 12.7), radius * Math.sin(k / 12.7)]);
const POLYGONS = [ring(4), ring(0.5).map(([x, y]) => [x + 7, y])];
const lifetime = () => new AbortController();

test("few cells are told at once", () => {
  const found = createInside(lifetime().signal)(xy, POLYGONS);
  assert.deepEqual(found, cellsInPolygons(xy, POLYGONS));
});

test("many are told later, and are the same; one lasso after the other, in order", async () => {
  const inside = createInside(lifetime().signal, { atOnce: 0, forbidden: true });
  const told: number[] = [];
  const looked = [POLYGONS, [ring(2)], []].map((polygons, k) => {
    const found = inside(xy, polygons);
    assert.ok(found instanceof Promise);
    return found.then((mask) => {
      told.push(k);
      assert.deepEqual(mask, cellsInPolygons(xy, polygons));
    });
  });
  await Promise.all(looked);
  assert.deepEqual(told, [0, 1, 2]);
});

test("a lasso that can not be looked at keeps no other from being so", async () => {
  const inside = createInside(lifetime().signal, { atOnce: 0, forbidden: true });
  const broken = inside(xy, [null as unknown as number[][]]);
  const next = inside(xy, POLYGONS);
  await assert.rejects(async () => broken, TypeError);
  assert.deepEqual(await next, cellsInPolygons(xy, POLYGONS));
});

test("other things have their turn in between, and what nobody wants any more is given up", async () => {
  const inside = createInside(lifetime().signal, { atOnce: 0, forbidden: true });
  let turns = 0;
  const counting = setInterval(() => turns++);
  // a lasso that crosses itself everywhere: each cell is tested against many edges
  const dense = Array.from({ length: 4000 }, (_, k) => [9 * Math.cos(k * 2.4), 9 * Math.sin(k * 2.4)]);
  assert.deepEqual(await inside(xy.subarray(0, 400_000), [dense]), cellsInPolygons(xy.subarray(0, 400_000), [dense]));
  clearInterval(counting);
  assert.ok(turns > 1, `${turns}`);
  let wanted = true;
  const found = inside(xy, [dense], () => wanted);
  wanted = false;
  assert.equal(await found, null);
  const gone = lifetime();
  const never = createInside(gone.signal, { atOnce: 0, forbidden: true })(xy, [dense]);
  gone.abort();
  assert.equal(await never, null);
});

test("where a worker falls silent the page looks itself, and never asks it again", async () => {
  const asked: unknown[] = [];
  let ended = 0;
  class Silent {
    onmessage: (() => void) | null = null;
    constructor() {
      setTimeout(() => this.onmessage?.());
    }
    postMessage(question: unknown) {
      asked.push(question);
    }
    terminate() {
      ended++;
    }
  }
  const { Worker } = globalThis;
  globalThis.Worker = Silent as unknown as typeof globalThis.Worker;
  try {
    const inside = createInside(lifetime().signal, { atOnce: 0, silentMs: 20 });
    assert.deepEqual(await inside(xy, POLYGONS), cellsInPolygons(xy, POLYGONS));
    const before = asked.length;
    assert.ok(before > 0);
    assert.deepEqual(await inside(xy, [ring(2)]), cellsInPolygons(xy, [ring(2)]));
    assert.deepEqual([asked.length, ended], [before, 1]);
  } finally {
    globalThis.Worker = Worker;
  }
});
