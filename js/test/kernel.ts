/** The other end of a model, as far as tests need one: records what is sent, lets a test answer and tell. */
import type { AnyModel } from "@anywidget/types";
import { unpackBytes } from "../src/wire/base64";
import type { TraitsMessage } from "../src/wire/messages";

export interface Sent {
  id: string;
  kind: string;
  [more: string]: unknown;
}
export interface Kernel {
  model: AnyModel<TraitsMessage>;
  sent: Sent[];
  buffers: ArrayBuffer[][];
  /** Listeners still there. */
  listening(): number;
  gone: boolean;
  /** What JupyterLab tells a model when the kernel restarts. */
  lose(): void;
  set(name: string, value: unknown): void;
  /** Several traits in one message, as Python sends them. */
  update(state: Record<string, unknown>): void;
  tell(message: object, payload?: ArrayBufferView | null): void;
  answer(kind: string, body: object, payload?: ArrayBufferView): Promise<void>;
  refuse(kind: string, sentence: string): Promise<void>;
}

/** Traits as Python has them on data that nobody labelled yet. */
const FRESH = {
  embedding: "",
  color: null,
  category: null,
  categories: [],
  n_selected: 0,
  revision: 0,
  theme: "auto",
  height: 640,
  status: { state: "saved", suggested_name: "x", saved_at: null, undo: null, redo: null, warnings: [] },
};

export function kernel(others: Record<string, unknown> = {}): Kernel {
  const traits: Record<string, unknown> = { ...FRESH, ...others };
  const listeners = new Map<string, Set<(...args: never[]) => void>>();
  const fire = (name: string, ...args: unknown[]) => {
    for (const listener of listeners.get(name) ?? []) (listener as (...args: unknown[]) => void)(...args);
  };
  const unanswered = (kind: string) => {
    const at = self.sent.findIndex((sent) => sent.kind === kind && !answered.has(sent.id));
    const id = self.sent[at]?.id;
    if (id === undefined) throw new Error(`nobody asked for ${kind}`);
    answered.add(id);
    return id;
  };
  const answered = new Set<string>();
  const view = (payload: ArrayBufferView) => new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const self: Kernel = {
    sent: [],
    buffers: [],
    gone: false,
    lose: () => fire("comm_live_update"),
    listening: () => [...listeners.values()].reduce((n, set) => n + set.size, 0),
    set: (name, value) => self.update({ [name]: value }),
    update(state) {
      Object.assign(traits, state);
      for (const name of Object.keys(state)) fire(`change:${name}`);
    },
    tell: (message, payload) => fire("msg:custom", message, payload ? [view(payload)] : []),
    async answer(kind, body, payload) {
      self.tell({ id: unanswered(kind), part: 0, parts: 1, body }, payload);
      await new Promise((done) => setTimeout(done));
    },
    async refuse(kind, sentence) {
      self.tell({ id: unanswered(kind), part: 0, parts: 1, error: sentence });
      await new Promise((done) => setTimeout(done));
    },
    model: {
      get: (name: string) => traits[name],
      set: (name: string, value: unknown) => self.set(name, value),
      save_changes() {},
      on(name: string, listener: () => void) {
        listeners.set(name, (listeners.get(name) ?? new Set()).add(listener));
      },
      off(name: string, listener: () => void) {
        listeners.get(name)?.delete(listener);
      },
      send({ packed = [], ...message }: Sent & { packed?: string[] }) {
        if (self.gone) throw new Error("Cannot send");
        self.sent.push(message as Sent);
        self.buffers.push(packed.map(unpackBytes));
      },
    } as unknown as AnyModel<TraitsMessage>,
  };
  return self;
}
