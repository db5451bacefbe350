/** What of an image beneath the cells is in view, and how large spots to scale are. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { pointStyle } from "../src/plot/points/density";
import { partInView } from "../src/plot/points/imageLayer";
import { openStore } from "./opened";

const SIZE = { width: 600, height: 400 };
const IMAGE = { source: { width: 1000, height: 800 } as ImageBitmap, scale: 0.5 };
const PLAIN = { size: 1, opacity: 1 };

test("of an image only the pixels in view are drawn, with one more at each edge", () => {
  // 600 by 400 CSS pixels round (1000, 800), 2 to a unit: from 850 to 1150 and from 700 to 900
  const camera = { x: 1000, y: 800, scale: 2, stretch: -1 };
  const part = partInView(camera, SIZE, IMAGE);
  assert.deepEqual(part, { from: { x: 424, y: 349 }, to: { x: 576, y: 451 }, left: -1700, top: -1400 });
});

test("an image that is out of view is not drawn, all of one within it is", () => {
  assert.equal(partInView({ x: 9000, y: 800, scale: 2, stretch: -1 }, SIZE, IMAGE), null);
  assert.equal(partInView({ x: -900, y: -900, scale: 2, stretch: -1 }, SIZE, IMAGE), null);
  const whole = partInView({ x: 1000, y: 800, scale: 0.1, stretch: -1 }, SIZE, IMAGE);
  assert.deepEqual(
    [whole?.from, whole?.to],
    [
      { x: 0, y: 0 },
      { x: 1000, y: 800 },
    ],
  );
});

test("spots have their size, times that of a person, up to where they would hide everything", () => {
  const spots = (spot: number, zoom = 1, factors = PLAIN) => pointStyle(2400, SIZE, zoom, factors, spot).diameter;
  assert.equal(spots(7), 7);
  assert.equal(spots(70, 10), 70);
  assert.equal(spots(7, 1, { size: 2, opacity: 1 }), 14);
  assert.equal(spots(500), 20);
  assert.equal(spots(5000, 1000), 256);
  assert.equal(spots(0.01), 0.75);
});

test("the image of a section is asked for once; without one the reason is told, and one that fails is reported", async () => {
  const { store, python } = await openStore();
  const asked = () => python.sent.filter(({ kind }) => kind === "tissue_image").map(({ library }) => library);
  assert.equal(store.tissue.of("V1"), null);
  assert.equal(store.tissue.of("V1"), null);
  assert.deepEqual(asked(), ["V1"]);
  const why = ["images: missing"];
  await python.answer("tissue_image", { library: "V1", spot_diameter: 89.5, why, image: null });
  assert.deepEqual(store.tissue.of("V1"), { image: null, spotDiameter: 89.5, why });
  assert.equal(store.tissue.of("V2"), null);
  await python.refuse("tissue_image", "The disk is gone.");
  assert.deepEqual(store.tissue.of("V2"), { image: null, spotDiameter: null, why: ["The disk is gone."] });
  assert.deepEqual(store.problems.sentences.value, ["The disk is gone."]);
  // places that are others may lie on another image
  python.tell({ event: "data", seen: 1, n_cells: null, embeddings: ["spatial"], columns: [], genes: false });
  assert.equal(store.tissue.of("V1"), null);
  assert.deepEqual(asked(), ["V1", "V2", "V1"]);
});
