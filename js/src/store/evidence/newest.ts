/** The one request for markers whose answer is awaited: an older one is called off, and its answer passed over. */

import { markersFrom } from "../../wire/markers";
import type { Body, Rpc } from "../../wire/rpc";
import type { MarkerTable } from "../../wire/types";

export interface Newest {
  /** Sends it after a rest, unless another one or none is wanted by then. */
  askSoon(request: MarkerRequest): void;
  callOff(): void;
  isAwaited(request: string): boolean;
}
export interface MarkerRequest {
  /** As it is when the request is sent. */
  body(): Body<"markers">;
  sent(): void;
  answered(answer: { table: MarkerTable } | { text: string }): void;
}

const REST_MS = 250;

/** `isWaiting`: whether anyone still waits for the answer. */
export function createNewest(rpc: Rpc, isWaiting: () => boolean): Newest {
  let current: string | null = null;
  let timer = 0;

  async function ask({ body, sent, answered }: MarkerRequest): Promise<void> {
    const id = rpc.newId();
    current = id;
    sent();
    try {
      const reply = await rpc.ask("markers", body(), [], id);
      if (current === id) answered({ table: markersFrom(reply.body, reply.payload) });
    } catch (error) {
      if (current === id) answered({ text: (error as Error).message });
    }
  }
  function callOff(): void {
    clearTimeout(timer);
    if (current !== null && isWaiting()) rpc.ask("cancel", { request: current }).catch(() => {});
    current = null;
  }
  return {
    askSoon(request) {
      callOff();
      timer = globalThis.setTimeout(() => void ask(request), REST_MS) as unknown as number;
    },
    callOff,
    isAwaited: (request) => request === current,
  };
}
