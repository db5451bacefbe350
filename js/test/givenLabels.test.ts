/** What was given of the labels written at clusters: until undo takes it back, and again after redo. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { signal } from "@preact/signals";
import { createGivenLabels } from "../src/store/evidence/givenLabels";

const labels = (one: Record<string, string>) => new Map(Object.entries(one));

test("labels are given until undo, each edit for itself, and in their category alone", () => {
  const status = signal<{ undo: string | null; redo: string | null }>({ undo: null, redo: null });
  const given = createGivenLabels({ status }, new AbortController().signal);
  given.add("c", "mine", "first", labels({ 0: "A", 1: "B" }));
  status.value = { undo: "first", redo: null };
  given.add("c", "mine", "second", labels({ 1: "C" }));
  status.value = { undo: "second", redo: null };
  assert.deepEqual(given.of("c", "mine"), labels({ 0: "A", 1: "C" }));
  assert.deepEqual(given.of("c", "other"), labels({}));
  assert.deepEqual(given.of("d", "mine"), labels({}));
  status.value = { undo: "first", redo: "second" };
  assert.deepEqual(given.of("c", "mine"), labels({ 0: "A", 1: "B" }));
  status.value = { undo: null, redo: "first" };
  assert.deepEqual(given.of("c", "mine"), labels({}));
  status.value = { undo: "first", redo: "second" };
  assert.deepEqual(given.of("c", "mine"), labels({ 0: "A", 1: "B" }));
  given.forget("c", "0");
  assert.deepEqual(given.of("c", "mine"), labels({ 1: "B" }));
});
