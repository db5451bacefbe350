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

for (const [known, fate] of [
  [false, NOT_ARRIVED],
  [true, NOT_TOLD],
] as const) {
  test(`an edit without an answer is given up once the kernel answers: ${fate}`, async ({ mock }) => {
    mock.timers.enable({ apis: ["setTimeout"] });
    const { python, rpc, kinds } = connect();
    const id = rpc.newId();
    const given = assert.rejects(rpc.ask("edit", EDIT, [CELLS], id), new RequestError(`This label ${fate}`));
    await passes(mock.timers, 5000);
    // and Python is told that it is not waited for
    assert.deepEqual([python.sent[1]?.requests, python.sent[1]?.forgo], [[id], true]);
    void python.answer("known", { known: known ? [id] : [] });
    await passes(mock.timers, 0);
    await given;
    await passes(mock.timers, 600_000);
    assert.equal(kinds(), "edit known");
    assert.equal(rpc.editsWaiting.value, 0);
  });
}

test("the question may get lost too", async ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { python, rpc, kinds } = connect();
  const given = assert.rejects(rpc.ask("edit", EDIT), new RequestError(`This label ${NOT_ARRIVED}`));
  await passes(mock.timers, 5000);
  await passes(mock.timers, 30_000);
  assert.equal(kinds(), "edit known known");
  void python.answer("known", { known: [] });
  await passes(mock.timers, 0);
  await given;
});

test("while the kernel is silent an edit waits, for as long as it takes", async ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { python, rpc, kinds } = connect();
  const reply = rpc.ask("edit", EDIT);
  for (let i = 0; i < 10; i++) await passes(mock.timers, 30_000);
  assert.equal(new Set(kinds().split(" ").slice(1)).size, 1);
  assert.equal(rpc.editsWaiting.value, 1);
  void python.answer("edit", { revision: 1, changed: 2, message: "", former: [] });
  await passes(mock.timers, 0);
  assert.equal((await reply).body.changed, 2);
});
