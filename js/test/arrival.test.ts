import assert from "node:assert/strict";
import { test } from "node:test";
import { NOT_ARRIVED, NOT_TOLD } from "../src/wire/arrival";
import { createRpc, RequestError } from "../src/wire/rpc";
import { kernel } from "./kernel";

const EDIT = { op: "label", args: { category: "c", label: "NK" } } as const;
const CELLS = Uint8Array.of(5).buffer;

function connect() {
  const python = kernel();
  const rpc = createRpc(python.model, new AbortController().signal);
  const kinds = () => python.sent.map(({ kind }) => kind).join(" ");
  return { python, rpc, kinds };
}
/** What is awaited meanwhile goes on. */
async function passes(clock: { tick(ms: number): void }, ms: number) {
  clock.tick(ms);
  for (let i = 0; i < 10; i++) await Promise.resolve();
}

test("an edit that got lost is sent once more under its id, and its answer counts", async ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { python, rpc, kinds } = connect();
  const reply = rpc.ask("edit", EDIT, [CELLS]);
  await passes(mock.timers, 5000);
  assert.equal(kinds(), "edit known");
  void python.answer("known", { known: [] });
  await passes(mock.timers, 0);
  assert.equal(kinds(), "edit known edit");
  assert.equal(python.sent[2]?.id, python.sent[0]?.id);
  assert.deepEqual(new Uint8Array(python.buffers[2]?.[0] as ArrayBuffer), Uint8Array.of(5));
  void python.answer("edit", { revision: 1, changed: 2, message: "", former: [] });
  await passes(mock.timers, 60_000);
  assert.equal((await reply).body.changed, 2);
  assert.equal(kinds(), "edit known edit");
});

for (const [known, fate] of [
  [false, NOT_ARRIVED],
  [true, NOT_TOLD],
] as const) {
  test(`lost twice, it is given up: ${fate}`, async ({ mock }) => {
    mock.timers.enable({ apis: ["setTimeout"] });
    const { python, rpc, kinds } = connect();
    const { id } = { id: rpc.newId() };
    const given = assert.rejects(rpc.ask("edit", EDIT, [], id), new RequestError(`This label ${fate}`));
    for (let tries = 0; tries < 2; tries++) {
      await passes(mock.timers, 5000);
      void python.answer("known", { known: known ? [id] : [] });
      await passes(mock.timers, 0);
    }
    await given;
    assert.equal(kinds(), "edit known edit known");
    assert.equal(rpc.editsWaiting.value, 0);
  });
}

test("while the kernel is silent an edit waits, for as long as it takes", async ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { python, rpc, kinds } = connect();
  const reply = rpc.ask("edit", EDIT);
  for (let i = 0; i < 100; i++) await passes(mock.timers, 60_000);
  assert.equal(kinds(), "edit known");
  assert.equal(rpc.editsWaiting.value, 1);
  void python.answer("edit", { revision: 1, changed: 2, message: "", former: [] });
  await passes(mock.timers, 0);
  assert.equal((await reply).body.changed, 2);
});
