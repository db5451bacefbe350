import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { createFirstPicture } from "../src/store/data/firstPicture";

test("the first picture is there when all plots have drawn what it is made of, or say that they will not", () => {
  const first = createFirstPicture(new AbortController().signal);
  const [one, other] = [first.painter(), first.painter()];
  one(); // out of sight, before anything has come
  first.made();
  assert.notEqual(first.awaited(), null);
  one();
  assert.notEqual(first.awaited(), null, "who said so twice is no other");
  other();
  assert.equal(first.awaited(), null);
});

test("without a plot it is what it is made of", () => {
  const first = createFirstPicture(new AbortController().signal);
  assert.notEqual(first.awaited(), null);
  first.made();
  assert.equal(first.awaited(), null);
});

test("a plot that never says anything is not waited for for ever, nor after the end", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const ended = new AbortController();
  const [first, other] = [createFirstPicture(new AbortController().signal), createFirstPicture(ended.signal)];
  for (const each of [first, other]) {
    each.painter();
    each.made();
  }
  const waits = first.awaited();
  ended.abort();
  mock.timers.runAll();
  mock.timers.reset();
  await waits;
  assert.equal(first.awaited(), null);
  assert.notEqual(other.awaited(), null);
});
