import assert from "node:assert/strict";
import { test } from "node:test";
import { cellsInPolygons } from "../src/geometry/lasso";

/** The formula of the contract between browser and Python, cell by cell. */
function naive(xy: Float32Array, polygons: number[][][]): Uint8Array {
  const mask = new Uint8Array(xy.length / 2);
  for (const polygon of polygons)
    for (let cell = 0; cell < mask.length; cell++) {
      const x = xy[2 * cell];
      const y = xy[2 * cell + 1];
      let inside = false;
      for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
        const [xi, yi] = polygon[i];
        const [xj, yj] = polygon[j];
        if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
      }
      if (inside) mask[cell] = 1;
    }
  return mask;
}

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 0x100000000;
  };
}

/** Cells around the unit square, some exactly on vertices or on the coordinates of vertices, some NaN or infinite. */
function cellsFor(polygons: number[][][], n: number, r: () => number, spread: number, shift: number): Float32Array {
  const vertices = polygons.flat();
  const pick = () => vertices[Math.floor(r() * vertices.length)];
  const xy = new Float32Array(2 * n);
  for (let cell = 0; cell < n; cell++) {
    const kind = r();
    const free = () => shift + spread * (r() * 1.4 - 0.2);
    xy[2 * cell] = kind < 0.1 || (kind > 0.2 && kind < 0.3) ? pick()[0] : free();
    xy[2 * cell + 1] = kind < 0.1 ? pick()[1] : kind < 0.2 ? pick()[1] : free();
    if (kind < 0.1) {
      const vertex = pick();
      xy.set(vertex, 2 * cell);
    }
    if (kind > 0.98) xy[2 * cell + Math.round(r())] = [NaN, Infinity, -Infinity][Math.floor(r() * 3)];
  }
  return xy;
}

const CELLS = 25_000; // with 60 vertices: enough for the grid to be used

function agree(name: string, make: (r: () => number, k: number) => number[][][], spread = 1, shift = 0): void {
  test(`the grid agrees with the plain formula: ${name}`, () => {
    const r = random(name.length * 7919);
    for (let k = 0; k < 6; k++) {
      const polygons = make(r, k).map((p) => p.map(([x, y]) => [shift + spread * x, shift + spread * y]));
      const xy = cellsFor(polygons, CELLS, r, spread, shift);
      assert.deepEqual(cellsInPolygons(xy, polygons), naive(xy, polygons), `polygon ${k}`);
    }
  });
}

const scribble = (r: () => number) => Array.from({ length: 60 }, () => [r(), r()]);
const float32 = (polygon: number[][]) => polygon.map(([x, y]) => [Math.fround(x), Math.fround(y)]);

agree("self-intersecting scribbles", (r) => [scribble(r)]);
agree("vertices that are cells", (r) => [float32(scribble(r))]);
agree("axis-aligned stairs and repeated vertices", (r) => {
  const polygon: number[][] = [];
  let at = [0.5, 0.5];
  for (let i = 0; i < 60; i++) {
    at = i % 2 ? [Math.floor(r() * 9) / 8, at[1]] : [at[0], Math.floor(r() * 9) / 8];
    polygon.push(at);
    if (r() < 0.2) polygon.push(at);
  }
  return [polygon];
});
agree("a hand-drawn ring", (r, k) => [
  Array.from({ length: 60 + 40 * k }, (_, i) => {
    const angle = (2 * Math.PI * i) / (60 + 40 * k);
    const radius = 0.35 + 0.1 * Math.sin(3 * angle) + 0.01 * r();
    return [0.5 + radius * Math.cos(angle), 0.5 + radius * Math.sin(angle)];
  }),
]);
agree("two polygons that overlap are a union", (r) => [scribble(r), float32(scribble(r))]);
agree("far from zero", (r) => [scribble(r)], 0.001, 1000);
agree("large", (r) => [scribble(r)], 1e30, 0);
agree("tiny", (r) => [scribble(r)], 1e-30, 0);
agree("flat", (r) => [scribble(r).map(([x]) => [x, 0.5])]);
agree("a vertex that is no number", (r) => [[...scribble(r), [NaN, 0.5], [0.5, Infinity]]]);

test("a needle of a lasso and one that is thinner than float32 can tell", () => {
  const r = random(3);
  for (const thin of [1e-3, 1e-7, 1e-12]) {
    const polygon = Array.from({ length: 60 }, (_, i) => [i < 30 ? i / 30 : 2 - i / 30, 0.5 + (i < 30 ? 0 : thin)]);
    const xy = cellsFor([polygon], CELLS, r, 1, 0);
    assert.deepEqual(cellsInPolygons(xy, [polygon]), naive(xy, [polygon]));
  }
});

test("few cells, no polygon, a polygon without vertices", () => {
  const square = [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1],
  ];
  const xy = Float32Array.of(0.5, 0.5, 1.5, 0.5, NaN, 0.5, 0, 0, 1, 1);
  assert.deepEqual(cellsInPolygons(xy, [square]), Uint8Array.of(1, 0, 0, 1, 0));
  assert.deepEqual(cellsInPolygons(xy, []), new Uint8Array(5));
  assert.deepEqual(cellsInPolygons(xy, [[]]), new Uint8Array(5));
  assert.deepEqual(cellsInPolygons(new Float32Array(0), [square]), new Uint8Array(0));
});
