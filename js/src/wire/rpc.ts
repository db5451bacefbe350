/** Requests to Python over custom messages: each gets exactly one reply, possibly in parts, or an error sentence. */
import type { AnyModel } from "@anywidget/types";
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { joinParts } from "./arrays";
import type { Json } from "./messages";

export interface Reply {
  body: Json;
  payload: DataView;
}
export interface Rpc {
  /** An id for a request of this page. */
  newId(): string;
  /** `id`: of a request that is sent again, or whose id must be known. */
  ask(kind: string, body?: Json, buffers?: ArrayBuffer[], id?: string): Promise<Reply>;
  /** How many requests that change something are not yet acknowledged. */
  editsWaiting: ReadonlySignal<number>;
  /** The kernel is gone: sending throws, and will go on throwing. */
  disconnected: ReadonlySignal<boolean>;
}

/** Hears of every request before it is sent, and of every answer, also to requests of other pages. */
export interface RequestLog {
  sending(id: string, kind: string, body: Json, buffers: ArrayBuffer[]): void;
  answered(id: string): void;
}

/** What Python refused, or could not be asked: a sentence to show as it is. */
export class RequestError extends Error {}

export const GONE = "The kernel is gone. Run the cell again to go on.";
const CHANGES_SOMETHING = new Set(["edit", "undo", "redo", "save", "name_draft", "restore", "take_over"]);

interface Pending {
  changes: boolean;
  body: Json;
  parts: (DataView | null)[];
  missing: number;
  resolve(reply: Reply): void;
  reject(error: Error): void;
}

export function createRpc(
  model: AnyModel,
  onEvent: (message: Json, buffers: DataView[]) => void,
  lifetime: AbortSignal,
  log?: RequestLog,
): Rpc {
  // Not crypto.randomUUID: it is missing where Jupyter is served over plain http from another machine.
  const page = Array.from(crypto.getRandomValues(new Uint32Array(3)), (n) => n.toString(36)).join("");
  let asked = 0;
  const pending = new Map<string, Pending>();
  const editsWaiting = signal(0);
  const disconnected = signal(false);

  function settle(id: string): void {
    if (pending.get(id)?.changes) editsWaiting.value--;
    pending.delete(id);
  }

  function receive(message: Json, buffers: DataView[] = []): void {
    if (typeof message.event === "string") {
      onEvent(message, buffers);
      return;
    }
    const id = message.id as string;
    log?.answered(id);
    const request = pending.get(id);
    // Another tab on the same notebook shares the model and sees our replies as we see its.
    if (!request) return;
    if (typeof message.error === "string") {
      settle(id);
      request.reject(new RequestError(message.error));
      return;
    }
    const part = message.part as number;
    if (request.missing < 0) {
      request.missing = message.parts as number;
      request.parts = Array.from({ length: request.missing }, () => null);
    }
    if (message.body) request.body = message.body as Json;
    request.parts[part] = buffers[0] ?? null;
    if (--request.missing > 0) return;
    settle(id);
    request.resolve({ body: request.body, payload: joinParts(request.parts) });
  }

  const newId = () => `${page}-${++asked}`;
  function ask(kind: string, body: Json = {}, buffers: ArrayBuffer[] = [], again?: string): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const id = again ?? newId();
      const changes = CHANGES_SOMETHING.has(kind);
      pending.set(id, { changes, body: {}, parts: [], missing: -1, resolve, reject });
      if (changes) editsWaiting.value++;
      log?.sending(id, kind, body, buffers);
      try {
        model.send({ ...body, id, kind }, undefined, buffers);
        disconnected.value = false;
      } catch {
        // After a kernel restart from the menu the comm is closed and `send` throws.
        settle(id);
        disconnected.value = true;
        reject(new RequestError(GONE));
      }
    });
  }

  model.on("msg:custom", receive);
  lifetime.addEventListener("abort", () => {
    model.off("msg:custom", receive);
    pending.clear();
  });
  return {
    newId,
    ask,
    editsWaiting: computed(() => editsWaiting.value),
    disconnected: computed(() => disconnected.value),
  };
}
