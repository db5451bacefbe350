/** The front end, asked of the kernel: once a page, however many widgets are on it. */
import type { AnyModel } from "@anywidget/types";
import type { Kind, PartMessage } from "../wire/messages";
import { gatherParts, type TakePart } from "../wire/parts";
import { randomId } from "../wire/randomId";
import type { MakeWidget } from "./widget";

/** Of the front end that was built together with this loader. */
declare const BUILD: string;
const SHARED = Symbol.for(`cellxgene_widget ${BUILD}`);
/** Code, and no state: widgets that share it know nothing of one another. */
const page = globalThis as { [SHARED]?: MakeWidget };

const TRIES = 4;
const AGAIN_MS = 5000;

/**
 * Rejected with a sentence if the kernel has none, or the page may not run it; a kernel that is silent leaves it open.
 * `lost`: hears that an answer came, but none to the question before.
 */
export async function fetchFrontEnd(model: AnyModel, lifetime: AbortSignal, lost: () => void): Promise<MakeWidget> {
  page[SHARED] ??= await run(await ask("front_end", model, lifetime, lost));
  return page[SHARED];
}

function ask(kind: Kind, model: AnyModel, lifetime: AbortSignal, lost: () => void): Promise<DataView> {
  const page = randomId();
  return new Promise((resolve, reject) => {
    let asked = 0;
    /** What has come of the answer to each: a kernel that was busy answers all of them. */
    const answers = new Map<string, TakePart>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    function receive(message: Partial<PartMessage>, buffers: DataView[] = []): void {
      const { id = "", part = 0, parts = 1 } = message;
      const take = answers.get(id);
      if (!take) return;
      if (typeof message.error === "string") {
        settle();
        reject(new Error(message.error));
        return;
      }
      const code = take({ ...message, id, part, parts }, buffers[0] ?? null);
      if (!code) return;
      settle();
      if (id !== `${page}-1`) lost();
      resolve(code);
    }
    function settle(): void {
      clearTimeout(timer);
      model.off("msg:custom", receive);
    }
    function send(): void {
      const id = `${page}-${++asked}`;
      answers.set(id, gatherParts());
      try {
        model.send({ kind, id });
      } catch {
        // The comm is closed: the kernel is gone. Nobody will answer, as where there never was one.
      }
      // the question, or a part of the answer, may have got lost on its way
      if (asked < TRIES) timer = setTimeout(send, AGAIN_MS * 2 ** asked);
    }
    model.on("msg:custom", receive);
    lifetime.addEventListener("abort", settle);
    send();
  });
}

async function run(code: DataView): Promise<MakeWidget> {
  const bytes = new Uint8Array(code.buffer as ArrayBuffer, code.byteOffset, code.byteLength);
  const url = URL.createObjectURL(new Blob([bytes], { type: "text/javascript" }));
  try {
    return ((await import(url)) as { default: MakeWidget }).default;
  } catch (error) {
    throw new Error(`This page may not show the view (${(error as Error).message}).`);
  } finally {
    URL.revokeObjectURL(url);
  }
}
