/**
 * Requests for the first picture, sent by the loader while the front end is on its way: whoever asks the same there gets
 * this answer, as much of it as has come by then at once.
 */
import type { AnyModel } from "@anywidget/types";
import type { EventMessage, Kind, PartMessage, Requests, TraitsMessage } from "./messages";
import { randomId } from "./randomId";
import type { Json } from "./values";

export interface AskedAhead {
  id: string;
  kind: Kind;
  /** As JSON: to be known again by. */
  body: string;
  /** What has come of the answer. */
  heard: [message: PartMessage, buffers: DataView[]][];
}
/**
 * It listens for as long as something is left to take: what waits here gets older, and is dropped once it may be out of
 * date. It was there before whoever takes from it, so that it hears of everything first.
 */
export interface Ahead {
  /** The same request, to whoever sends it first; the rest of its answer is for them to hear. Null: it must be sent. */
  take(kind: Kind, body: Json): AskedAhead | null;
  /** What was asked later is answered by now: what has no whole answer got lost on its way, or must be asked again. */
  dropUnanswered(): void;
  /** What nobody has taken is dropped. */
  end(): void;
}

type Wanted = { [K in Kind]: [kind: K, body: Requests[K]["body"]] }[Kind];

/** Every answer of these is of cells: no label and no selection changes it. */
const OF_CELLS_ALONE: ReadonlySet<Kind> = new Set<Kind>(["coordinates"]);
/** What moves places: of a pair of genes they are values of the layer, of gene sets what the sets have. */
const MOVES_PLACES: ReadonlySet<string> = new Set(["data", "layer", "gene_sets"]);
/** JupyterLab's manager of widgets says that the kernel that was asked is gone. */
export const COMM_LOST = "comm_live_update";

/** `browser`: whose selection is meant; null: the notebook's. */
export function askAhead(model: AnyModel, browser: string | null, lifetime: AbortSignal): Ahead {
  const page = randomId();
  const asked = new Map<string, AskedAhead>();

  let ended = false;

  function receive(message: PartMessage | EventMessage, buffers: DataView[] = []): void {
    if ("event" in message) {
      for (const { id, kind } of asked.values())
        if (MOVES_PLACES.has(message.event) || !OF_CELLS_ALONE.has(kind)) asked.delete(id);
      return;
    }
    asked.get(message.id)?.heard.push([message, buffers]);
  }
  function end(): void {
    ended = true;
    asked.clear();
    model.off("msg:custom", receive);
    model.off(COMM_LOST, end);
    lifetime.removeEventListener("abort", end);
  }
  model.on("msg:custom", receive);
  model.on(COMM_LOST, end);
  lifetime.addEventListener("abort", end);
  for (const [at, [kind, body]] of wantedFirst(model as AnyModel<TraitsMessage>).entries()) {
    if (ended) break;
    const id = `${page}-${at + 1}`;
    asked.set(id, { id, kind, body: JSON.stringify(body), heard: [] });
    try {
      model.send({ ...body, id, kind, ...(browser !== null && { browser }) });
    } catch {
      end(); // the kernel is gone: the front end will say so, if it gets here
    }
  }
  return {
    take(kind, body) {
      const found = [...asked.values()].find((one) => one.kind === kind && one.body === JSON.stringify(body));
      if (found) asked.delete(found.id);
      return found ?? null;
    },
    dropUnanswered() {
      for (const { id, heard } of asked.values()) {
        const [first] = heard;
        const isWhole = first && (typeof first[0].error === "string" || heard.length === first[0].parts);
        if (!isWhole) asked.delete(id);
      }
    },
    end,
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
