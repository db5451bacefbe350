import assert from "node:assert/strict";
import { test } from "node:test";
import { hexTyped } from "../src/ui/Swatch";

test("a colour is typed long or short, with or without the sign", () => {
  assert.deepEqual(["#1F77B4", " 1f77b4 ", "#0a0", "0a0"].map(hexTyped), ["#1f77b4", "#1f77b4", "#00aa00", "#00aa00"]);
  assert.deepEqual(["", "#12345", "red", "#1f77b4ff"].map(hexTyped), [null, null, null, null]);
});
