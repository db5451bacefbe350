/** The front end, asked of the kernel: once a page, however many widgets are on it. */
import type { AnyModel } from "@anywidget/types";
import { joinParts } from "../wire/arrays";
import type { Kind, PartMessage } from "../wire/messages";
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
  const page = Array.from(crypto.getRandomValues(new Uint32Array(3)), (n) => n.toString(36)).join("");
  return new Promise((resolve, reject) => {
    let asked = 0;
    /** What has come of the answer to each: a kernel that was busy answers all of them. */
    const answers = new Map<string, { parts: (DataView | null)[]; missing: number }>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    function receive(message: Partial<PartMessage>, buffers: DataView[] = []): void {
      const answer = answers.get(message.id ?? "");
      if (!answer) return;
      if (typeof message.error === "string") {
        settle();
        reject(new Error(message.error));
        return;
      }
      if (answer.missing < 0) answer.missing = message.parts ?? 1;
      answer.parts[message.part ?? 0] = buffers[0] ?? null;
      if (--answer.missing > 0) return;
      settle();
      if (message.id !== `${page}-1`) lost();
      resolve(joinParts(answer.parts));
    }
    function settle(): void {
      clearTimeout(timer);
      model.off("msg:custom", receive);
    }
    function send(): void {
      const id = `${page}-${++asked}`;
      answers.set(id, { parts: [], missing: -1 });
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
