/**
 * Requests for the first picture, sent by the loader while the front end is on its way: whoever asks the same there gets
 * this answer, as much of it as has come by then at once.
 */
import type { AnyModel } from "@anywidget/types";
import type { EventMessage, Kind, PartMessage, Requests, TraitsMessage } from "./messages";

export interface AskedAhead {
  id: string;
  kind: Kind;
  /** As JSON: to be known again by. */
  body: string;
  /** What has come of the answer. */
  heard: [message: PartMessage, buffers: DataView[]][];
}
export interface Ahead {
  /** Hands over what was asked, but for what may be out of date; from now on whoever takes it listens. */
  take(): AskedAhead[];
}

type Wanted = { [K in Kind]: [kind: K, body: Requests[K]["body"]] }[Kind];

/** Every answer of these is of cells, and no label, selection or layer changes it. */
const OF_CELLS_ALONE: ReadonlySet<Kind> = new Set<Kind>(["coordinates"]);

/** `browser`: whose selection is meant; null: the notebook's. */
export function askAhead(model: AnyModel, browser: string | null, lifetime: AbortSignal): Ahead {
  const page = Array.from(crypto.getRandomValues(new Uint32Array(3)), (n) => n.toString(36)).join("");
  const asked = new Map<string, AskedAhead>();

  function receive(message: PartMessage | EventMessage, buffers: DataView[] = []): void {
    if ("event" in message) {
      for (const { id, kind } of asked.values())
        if (message.event === "data" || !OF_CELLS_ALONE.has(kind)) asked.delete(id);
      return;
    }
    asked.get(message.id)?.heard.push([message, buffers]);
  }
  const end = () => model.off("msg:custom", receive);
  model.on("msg:custom", receive);
  lifetime.addEventListener("abort", end);
  for (const [kind, body] of wantedFirst(model as AnyModel<TraitsMessage>)) {
    const id = `${page}-${asked.size + 1}`;
    try {
      model.send({ ...body, id, kind, ...(browser !== null && { browser }) });
    } catch {
      break; // the kernel is gone: the front end will say so, if it gets here
    }
    asked.set(id, { id, kind, body: JSON.stringify(body), heard: [] });
  }
  return {
    take() {
      end();
      lifetime.removeEventListener("abort", end);
      const handedOver = [...asked.values()];
      asked.clear();
      return handedOver;
    },
  };
}

/** What the first picture is made of, as far as the traits tell. */
function wantedFirst(model: AnyModel<TraitsMessage>): Wanted[] {
  const [embedding, color] = [model.get("embedding"), model.get("color")];
  const wanted: Wanted[] = [["hello", {}]];
  if (embedding) wanted.push(["sample", { embedding, color }], ["coordinates", { embedding }]);
  const own = model.get("categories")?.find(({ name }) => name === color);
  if (own) wanted.push(["codes", { category: own.id }]);
  else if (typeof color === "string") wanted.push(["column", { name: color }]);
  return wanted;
}
