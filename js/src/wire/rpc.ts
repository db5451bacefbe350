/** Requests to Python over custom messages: each gets exactly one reply, possibly in parts, or an error sentence. */
import type { AnyModel } from "@anywidget/types";
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { type Ahead, COMM_LOST } from "./ahead";
import { createArrival } from "./arrival";
import { packBytes } from "./base64";
import { SPELL } from "./bodies";
import { createLink, type LinkState } from "./link";
import type { EventMessage, Events, Kind, PartMessage, Requests, Sent } from "./messages";
import { gatherParts, type TakePart } from "./parts";
import { randomId } from "./randomId";
import { READ } from "./replies";
import type { Json } from "./values";

/** What is asked with a kind, and what comes back, as the rest of the front end spells them. */
export type Body<K extends Kind> = K extends keyof typeof SPELL
  ? Parameters<(typeof SPELL)[K]>[0]
  : Requests[K]["body"];
export type ReplyBody<K extends Kind> = K extends keyof typeof READ
  ? ReturnType<(typeof READ)[K]>
  : Requests[K]["reply"];

export interface Reply<K extends Kind> {
  body: ReplyBody<K>;
  payload: DataView;
}
/** `id`: of a request that is sent again, or whose id must be known. */
type More = [buffers?: ArrayBuffer[], id?: string];
export interface Rpc {
  /** An id for a request of this page. */
  newId(): string;
  /** A kind without anything to say needs no body. */
  ask<K extends Kind>(
    kind: K,
    ...rest: Record<never, never> extends Body<K> ? [body?: Body<K>, ...More] : [body: Body<K>, ...More]
  ): Promise<Reply<K>>;
  /** Hears of events of one kind, as long as the model lives. */
  on<E extends keyof Events>(event: E, listener: (message: Events[E], buffers: readonly DataView[]) => void): void;
  watch(log: RequestLog): void;
  /** Refuses to change labels, with this sentence, until told null. */
  hold(sentence: string | null): void;
  /** That sentence; null: they may be changed. */
  held(): string | null;
  /** This page shows the data as it is after so many changes; told with each request. False: it knew of later ones. */
  hasSeen(changes: number): boolean;
  /** Requests that change something and have no answer yet. */
  left(): ReadonlySet<string>;
  /** How many requests that change something are not yet acknowledged. */
  editsWaiting: ReadonlySignal<number>;
  /** Whether the kernel answers, as far as is known. */
  link: ReadonlySignal<LinkState>;
  /** It is known to be gone: what it was asked is lost. */
  disconnected: ReadonlySignal<boolean>;
}

/** Hears of every request before it is sent, and of every answer, also to requests of other pages. */
export interface RequestLog {
  sending(request: Sent): void;
  answered(id: string): void;
  /** It could not be sent: the kernel is gone. Returns whether it is kept for the next one. */
  failed(id: string): boolean;
}

/** What Python refused, or could not be asked: a sentence to show as it is. */
export class RequestError extends Error {}

export const GONE = "The kernel is gone. Run your cells again to go on.";

/** It could not be sent. `kept`: it is not lost, the next kernel is offered it. */
export class KernelGone extends RequestError {
  constructor(readonly kept: boolean) {
    super(GONE);
  }
}
const CHANGES_SOMETHING: ReadonlySet<Kind> = new Set<Kind>([
  "edit",
  "undo",
  "redo",
  "save",
  "name_draft",
  "rename_draft",
  "restore",
  "restore_to",
  "review_back",
  "label_clusters",
  "reconcile",
  "import_labels",
  "keep_clusters",
  "smooth",
  "keep_region",
  "read_regions",
  "take_over",
]);

/** Those of them that change labels, and are answered at once. */
const CHANGES_LABELS: ReadonlySet<Kind> = new Set<Kind>([
  "edit",
  "undo",
  "redo",
  "restore",
  "restore_to",
  "review_back",
  "label_clusters",
  "reconcile",
  "smooth",
  "keep_region",
]);

/** They wait, too, while an earlier version is shown; an import may take longer than one waits for an answer. */
const CHANGES_SHOWN: ReadonlySet<Kind> = new Set<Kind>([...CHANGES_LABELS, "import_labels", "read_regions"]);

interface Pending {
  changes: boolean;
  body: Json;
  take: TakePart;
  resolve(body: Json, payload: DataView): void;
  reject(error: Error): void;
}

type Listener = (message: Events[keyof Events], buffers: readonly DataView[]) => void;

/**
 * `browser`: whose selection is meant; null: the notebook's. `left`: requests of a store before this one; `onLost` hears
 * why one of them was refused. `ahead`: what the loader has asked; the first who asks the same here gets its answer.
 */
export function createRpc(
  model: Pick<AnyModel, "on" | "off" | "send">,
  lifetime: AbortSignal,
  browser: string | null = null,
  left: () => ReadonlySet<string> = () => new Set(),
  onLost: (error: RequestError) => void = () => {},
  ahead: Ahead | null = null,
): Rpc {
  const page = randomId();
  let asked = 0;
  let seen: number | null = null;
  const pending = new Map<string, Pending>();
  const listeners = new Map<string, Listener[]>();
  const logs: RequestLog[] = [];
  const editsWaiting = signal(0);
  const link = createLink(lifetime);
  const arrival = createArrival(
    async (id) => (await ask("known", { requests: [id], forgo: true })).body.known.includes(id),
    lifetime,
  );

  function settle(id: string): void {
    arrival.settled(id);
    if (pending.get(id)?.changes) editsWaiting.value--;
    pending.delete(id);
    link.answered(id);
  }

  function receive(message: PartMessage | EventMessage, buffers: DataView[] = []): void {
    link.heard();
    if ("event" in message) {
      // of another person's, on the same notebook
      if ("browser" in message && (message.browser ?? browser) !== browser) return;
      for (const listener of listeners.get(message.event) ?? []) listener(message, buffers);
      return;
    }
    const { id } = message;
    for (const log of logs) log.answered(id);
    const request = pending.get(id);
    // Another tab on the same notebook shares the model and sees our replies as we see its.
    if (!request) {
      if (left().has(id) && typeof message.error === "string") onLost(new RequestError(message.error));
      return;
    }
    if (typeof message.error === "string") {
      settle(id);
      request.reject(new RequestError(message.error));
      return;
    }
    if (message.body) request.body = message.body;
    const payload = request.take(message, buffers[0] ?? null);
    if (!payload) return;
    settle(id);
    request.resolve(request.body, payload);
  }

  const whose = browser === null ? {} : { browser };
  let held: string | null = null;
  const newId = () => `${page}-${++asked}`;
  function ask<K extends Kind>(
    kind: K,
    said?: Body<K>,
    buffers: ArrayBuffer[] = [],
    again?: string,
  ): Promise<Reply<K>> {
    return new Promise((resolve, reject) => {
      if (held !== null && CHANGES_SHOWN.has(kind)) return reject(new RequestError(held));
      const body = spelt(kind, said);
      const before = buffers.length === 0 ? (ahead?.take(kind, body) ?? null) : null;
      const id = before?.id ?? again ?? newId();
      const changes = CHANGES_SOMETHING.has(kind);
      const answer = (reply: Json, payload: DataView) => {
        try {
          resolve({ body: read(kind, reply), payload });
        } catch (error) {
          reject(error as Error);
        }
      };
      pending.set(id, { changes, body: {}, take: gatherParts(), resolve: answer, reject });
      if (changes) editsWaiting.value++;
      for (const log of logs) log.sending({ id, kind, body, buffers } as Sent);
      link.asked(id, kind);
      if (before) {
        for (const part of before.heard) receive(...part);
        return;
      }
      const packed = buffers.length > 0 && { packed: buffers.map(packBytes) };
      try {
        model.send({ ...body, id, kind, ...(seen !== null && { seen }), ...whose, ...packed });
        if (CHANGES_LABELS.has(kind)) {
          arrival.sent(id, (fate) => {
            settle(id);
            for (const log of logs) log.answered(id);
            const isLabel = kind === "edit" && (body.op === "label" || body.op === "unlabel");
            reject(new RequestError(`This ${isLabel ? "label" : "change"} ${fate}`));
          });
        }
      } catch {
        // After a kernel restart from the menu the comm is closed and `send` throws.
        settle(id);
        const kept = logs.map((log) => log.failed(id)).includes(true);
        link.lost();
        reject(new KernelGone(kept));
      }
    });
  }

  model.on("msg:custom", receive);
  // JupyterLab's manager of widgets says so at once when the kernel restarts, and only then; nobody else does.
  model.on(COMM_LOST, link.lost);
  lifetime.addEventListener("abort", () => {
    ahead?.end();
    model.off("msg:custom", receive);
    model.off(COMM_LOST, link.lost);
  });
  return {
    newId,
    ask,
    on(event, listener) {
      listeners.set(event, [...(listeners.get(event) ?? []), listener as Listener]);
    },
    watch: (log) => void logs.push(log),
    held: () => held,
    hold(sentence) {
      held = sentence;
    },
    hasSeen(changes) {
      const isOld = changes < (seen ?? 0);
      if (!isOld) seen = changes;
      return !isOld;
    },
    left: () => new Set([...pending].filter(([, { changes }]) => changes).map(([id]) => id)),
    editsWaiting: computed(() => editsWaiting.value),
    link: link.state,
    disconnected: computed(() => link.state.value === "gone"),
  };
}

// The two places where a message gets its type: by its kind, which Python keeps to (`Requests` is the contract).

function spelt<K extends Kind>(kind: K, said: Body<K> | undefined): Json {
  const spell = (SPELL as Partial<Record<Kind, (said: unknown) => unknown>>)[kind];
  const body = said ?? {};
  return (spell ? spell(body) : body) as Json;
}

function read<K extends Kind>(kind: K, reply: Json): ReplyBody<K> {
  const reader = (READ as Partial<Record<Kind, (reply: unknown) => unknown>>)[kind];
  return (reader ? reader(reply) : reply) as ReplyBody<K>;
}
