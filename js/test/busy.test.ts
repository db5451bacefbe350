/** A kernel that runs other cells of the notebook first: what the first picture is made of is answered once. */
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { type AskedAhead, askAhead } from "../src/wire/ahead";
import { kernel } from "./kernel";
import { turn } from "./opened";

Object.assign(globalThis, { BUILD: "of this test" }); // as the bundler writes it
const { fetchFrontEnd } = await import("../src/loader/frontEnd");
/** A blob is no module here. */
URL.createObjectURL = () => "data:text/javascript,export default () => 'made'";

async function asksTwice() {
  mock.timers.enable({ apis: ["setTimeout"] });
  const python = kernel({ embedding: "X_umap", color: "louvain" });
  const lifetime = new AbortController().signal;
  const made = fetchFrontEnd(python.model, lifetime, () => ahead.dropUnanswered());
  const ahead = askAhead(python.model, "mine", lifetime);
  mock.timers.tick(10_000);
  mock.timers.reset();
  assert.deepEqual(
    python.sent.map(({ kind }) => kind),
    ["front_end", "hello", "sample", "coordinates", "column", "front_end"],
  );
  const answer = (nth: number, parts = 1, part = 0) => python.tell({ id: python.sent[nth]?.id, part, parts, body: {} });
  const taken = (): (AskedAhead | null)[] => [
    ahead.take("hello", {}),
    ahead.take("coordinates", { embedding: "X_umap" }),
    ahead.take("column", { name: "louvain" }),
  ];
  return { made, answer, taken };
}

test("a kernel that was busy answers both questions: the first is taken, and all that was asked ahead", async (t) => {
  t.after(() => Reflect.deleteProperty(globalThis, Symbol.for("cellxgene_widget of this test")));
  const { made, answer, taken } = await asksTwice();
  for (const nth of [0, 1, 2, 3]) answer(nth);
  assert.equal(((await made) as unknown as () => string)(), "made");
  for (const nth of [4, 5]) answer(nth);
  await turn();
  assert.deepEqual(
    taken().map((asked) => asked?.heard.length),
    [1, 1, 1],
  );
});

test("where questions got lost, what has no whole answer is asked for again", async (t) => {
  t.after(() => Reflect.deleteProperty(globalThis, Symbol.for("cellxgene_widget of this test")));
  const { made, answer, taken } = await asksTwice();
  answer(0, 2);
  answer(1);
  answer(3, 2);
  answer(5);
  assert.equal(((await made) as unknown as () => string)(), "made");
  assert.deepEqual(
    taken().map((asked) => asked?.heard.length),
    [1, undefined, undefined],
  );
});
