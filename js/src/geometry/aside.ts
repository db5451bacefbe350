// Lassos over so many cells that the page would stand still: a worker looks, a stretch of cells at a time. It is lent their
// coordinates and gives them back; a copy of its own would be 8 bytes a cell. Where a page may have no worker (a strict
// Content-Security-Policy), the page itself looks, with room for other things in between.

import { cellsInPolygons, markInside, outlinesOf } from "./lasso";
import type { Answer, Question } from "./lassoWorker";
import script from "./lassoWorker?script";

/** Up to so many cells are looked at at once, in about 20 ms: sooner done than told to anyone. */
const AT_ONCE = 1_500_000;
/** Cells a question, and how many are under way: one is worked on while another travels. */
const STRETCH = 1 << 18;
const UNDER_WAY = 2;
/** A worker that has not begun by then never will. */
const BEGINS_MS = 2000;
/** An outline of ten thousand corners takes it seconds a stretch: one that says nothing for so long is there no more. */
const SILENT_MS = 30_000;
/** Without a worker: cells between looks at the clock, and ms until others have their turn. */
const STEP = 1 << 15;
const TURN_MS = 16;

type Polygons = readonly number[][][];
/**
 * Which cells are inside, 0/1 each: at once, or later where they are many. `wanted`: asked in between; null is what comes
 * of a lasso that is not.
 */
export type Inside = (
  xy: Float32Array,
  polygons: Polygons,
  wanted?: () => boolean,
) => Uint8Array | Promise<Uint8Array | null>;

interface Prepared {
  /** Makes the worker when the page has nothing else to do, so that the first lasso need not; of few cells nothing. */
  prepare(nCells: number): void;
}

/** `forbidden`: it will have no worker, whatever the page allows. `silentMs`: how long one may take to answer. */
export function createInside(
  lifetime: AbortSignal,
  { atOnce = AT_ONCE, forbidden = false, silentMs = SILENT_MS } = {},
): Inside & Prepared {
  let worker: Promise<Worker | null> | null = null;
  /** lassos one after the other: a worker knows one at a time */
  let before: Promise<unknown> = Promise.resolve();

  const helped = () => {
    worker ??= forbidden ? Promise.resolve(null) : begun(lifetime);
    return worker;
  };

  async function look(xy: Float32Array, polygons: Polygons, wanted: () => boolean): Promise<Uint8Array | null> {
    await before;
    const helper = await helped();
    const goesOn = () => !lifetime.aborted && wanted();
    if (!helper) return inTurns(xy, polygons, goesOn);
    try {
      return await askedOf(helper, xy, polygons, goesOn, silentMs);
    } catch {
      helper.terminate();
      worker = Promise.resolve(null);
      return inTurns(xy, polygons, goesOn);
    }
  }
  const inside = (xy: Float32Array, polygons: Polygons, wanted = () => true) => {
    if (xy.length >> 1 <= atOnce) return cellsInPolygons(xy, polygons);
    const found = look(xy, polygons, wanted);
    // one that failed keeps no other from being looked at
    before = found.then(
      () => {},
      () => {},
    );
    return found;
  };
  const prepare = (nCells: number) => {
    if (nCells > atOnce && !worker) whenIdle(() => !lifetime.aborted && helped());
  };
  return Object.assign(inside, { prepare });
}

/** Some browsers (Safari) do not tell; a lasso is not drawn within a second. */
function whenIdle(go: () => void): void {
  if (typeof requestIdleCallback === "undefined") setTimeout(go, 1000);
  else requestIdleCallback(go);
}

/** A worker that has said that it runs; null: this page has none. */
function begun(lifetime: AbortSignal): Promise<Worker | null> {
  return new Promise((resolve) => {
    let worker: Worker;
    const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    try {
      worker = new Worker(url);
    } catch {
      URL.revokeObjectURL(url);
      resolve(null);
      return;
    }
    const end = (runs: boolean) => {
      clearTimeout(timer);
      URL.revokeObjectURL(url);
      worker.onmessage = null;
      worker.onerror = null;
      if (!runs) worker.terminate();
      resolve(runs ? worker : null);
    };
    const timer = setTimeout(() => end(false), BEGINS_MS);
    worker.onmessage = () => end(true);
    // also of a policy that forbids it, which is told later
    worker.onerror = (event) => {
      event.preventDefault();
      end(false);
    };
    lifetime.addEventListener("abort", () => worker.terminate(), { once: true });
  });
}

function askedOf(
  worker: Worker,
  xy: Float32Array,
  polygons: Polygons,
  goesOn: () => boolean,
  silentMs: number,
): Promise<Uint8Array | null> {
  const nCells = xy.length >> 1;
  const mask = new Uint8Array(nCells);
  let asked = 0;
  /** where the answers that are under way belong, in their order */
  const places: number[] = [];

  function ask(room: Question): void {
    const size = Math.min(STRETCH, nCells - asked);
    const fits = size === room.mask.length;
    const theirs = fits ? room.xy : new Float32Array(2 * size);
    const answer = fits ? room.mask : new Uint8Array(size);
    theirs.set(xy.subarray(2 * asked, 2 * (asked + size)));
    const question: Question = { ...(asked === 0 && { lasso: { polygons, nCells } }), xy: theirs, mask: answer };
    worker.postMessage(question, [theirs.buffer, answer.buffer]);
    places.push(asked);
    asked += size;
  }
  return new Promise((resolve, reject) => {
    let given = false;
    let silent: ReturnType<typeof setTimeout> | undefined;
    const fail = (why: string) => {
      clearTimeout(silent);
      reject(new Error(why));
    };
    const wait = () => {
      clearTimeout(silent);
      silent = setTimeout(() => fail("it says nothing"), silentMs);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      fail(event.message);
    };
    worker.onmessageerror = () => fail("it could not be read");
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      wait();
      mask.set(data.mask, places.shift());
      given ||= !goesOn();
      if (!given && asked < nCells) ask(data);
      // all answers are waited for: the next lasso's must not be taken for one of this
      if (places.length > 0) return;
      clearTimeout(silent);
      resolve(given ? null : mask);
    };
    wait();
    for (let k = 0; k < UNDER_WAY && asked < nCells; k++)
      ask({ xy: new Float32Array(2 * STRETCH), mask: new Uint8Array(STRETCH) });
  });
}

async function inTurns(xy: Float32Array, polygons: Polygons, goesOn: () => boolean): Promise<Uint8Array | null> {
  const mask = new Uint8Array(xy.length >> 1);
  const outlines = outlinesOf(polygons, mask.length);
  for (let from = 0; from < mask.length; ) {
    // the pause is as long as others need
    await new Promise((go) => setTimeout(go));
    if (!goesOn()) return null;
    for (const end = performance.now() + TURN_MS; from < mask.length && performance.now() < end; from += STEP)
      markInside(outlines, xy.subarray(2 * from, 2 * (from + STEP)), mask.subarray(from, from + STEP));
  }
  return mask;
}
