import assert from "node:assert/strict";
import { test } from "node:test";
import { floatsFrom } from "../src/wire/arrays";
import { gatherParts } from "../src/wire/parts";

const VALUES = Float32Array.from({ length: 10 }, (_, i) => i / 4);
const SIZE = 12;

/** The parts of a reply, each somewhere in a message of its own, as from a notebook; `told`: the first says how long all is. */
function parts(told: boolean) {
  const bytes = new Uint8Array(VALUES.buffer);
  const n = Math.ceil(bytes.length / SIZE);
  return Array.from({ length: n }, (_, part) => {
    const own = bytes.subarray(part * SIZE, (part + 1) * SIZE);
    const frame = new Uint8Array(own.length + 3);
    frame.set(own, 3);
    const message = { id: "a", part, parts: n, ...(told && part === 0 && { bytes: bytes.length }) };
    return { message, frame, view: new DataView(frame.buffer, 3, own.length) };
  });
}

for (const told of [true, false])
  for (const order of [
    [0, 1, 2, 3],
    [3, 1, 0, 2],
    [2, 3, 1, 0],
  ])
    test(`parts in the order ${order} are one payload${told ? "" : ", of a kernel that does not tell its length"}`, () => {
      const sent = parts(told);
      const take = gatherParts();
      const got = order.map((k) => take((sent[k] as (typeof sent)[0]).message, (sent[k] as (typeof sent)[0]).view));
      assert.deepEqual(got.slice(0, -1), [null, null, null]);
      assert.deepEqual(floatsFrom(got.at(-1) as DataView), VALUES);
    });

test("a part is put where it belongs when it comes, and numbers are read there without another copy", () => {
  const take = gatherParts();
  let payload: DataView | null = null;
  for (const { message, frame, view } of parts(true)) {
    payload = take(message, view);
    // the message is let go
    frame.fill(0);
  }
  const found = floatsFrom(payload as DataView);
  assert.deepEqual(found, VALUES);
  assert.equal(found.buffer, (payload as DataView).buffer);
});

test("a length that does not fit the parts is not believed", () => {
  const take = gatherParts();
  const sent = parts(true);
  let payload: DataView | null = null;
  for (const { message, view } of sent)
    payload = take(message.part === 0 ? { ...message, bytes: 9000 } : message, view);
  assert.deepEqual(floatsFrom(payload as DataView), VALUES);
});

test("one part is handed on as it is, and none is an empty payload", () => {
  const view = new DataView(new ArrayBuffer(9), 2, 3);
  assert.equal(gatherParts()({ id: "a", part: 0, parts: 1 }, view), view);
  assert.equal(gatherParts()({ id: "a", part: 0, parts: 1 }, null)?.byteLength, 0);
});
