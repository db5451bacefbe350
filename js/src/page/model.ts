/**
 * What stands in for the kernel in a page: an anywidget model whose requests are answered from what is embedded. Kinds
 * that it does not answer are told in `hello`, and the front end does not offer them.
 */
import { createInside } from "../geometry/aside";
import { count } from "../store/data/masks";
import { unpackBytes } from "../wire/base64";
import { type CellSetHeader, encodeCells, maskFromBitset, positionsFrom } from "../wire/cells";
import type { Edits, EventMessage, Kind, Requests, StatusMessage, TraitsMessage } from "../wire/messages";
import type { Contents } from "./contents";
import { PageData } from "./data";
import { markersOf } from "./markers";
import { nameRules, Refused } from "./names";
import { type Asked, type Base, type Deed, inWords, type Op, PageRecord, type Patch } from "./record";
import { type Part, Selecting } from "./selecting";
import { bytesOf, codesOf, type Pieces } from "./unpack";

type Buffers = readonly DataView[];
type Told = (message: object, buffers: Buffers) => void;
type Answer<K extends Kind> = { body: Requests[K]["reply"]; beside?: ArrayBuffer | ArrayBufferView };
type Asking<K extends Kind> = Requests[K]["body"] & { id: string };
type Answers = { [K in Kind]?: (asked: Asking<K>, cells: Uint8Array | null) => Promise<Answer<K>> | Answer<K> };

const BLOCK = 1024;
const EDITS: readonly Op[] = ["label", "unlabel", "create_category", "add_label", "set_note"];
const OTHER = "A page has no kernel behind it, and can't do that: ask whoever sent it to you.";

/** A request as it is sent: with its cells in base64. */
type Question = { id: string; kind: Kind; packed?: string[]; cells?: CellSetHeader };
export interface PageModel {
  get<K extends keyof TraitsMessage>(name: K): TraitsMessage[K];
  set<K extends keyof TraitsMessage>(name: K, value: TraitsMessage[K]): void;
  on(event: string, listener: (...told: never[]) => void): void;
  off(event: string, listener?: (...told: never[]) => void): void;
  send(asked: Question): void;
  save_changes(): void;
}
export interface PageKernel {
  model: PageModel;
  record: PageRecord;
  data: PageData;
  /** How many edits of another time could not be made. */
  lost: number;
}
export interface Hears {
  /** After each edit, undo and redo. */
  changed(): void;
  /** Ctrl+S. */
  save(): void;
  now(): string;
}

/** `before`: what was done in this page at another time. */
export async function createKernel(
  contents: Contents,
  pieces: Pieces,
  before: readonly Asked[],
  hears: Hears,
): Promise<PageKernel> {
  const { n_cells: nCells } = contents.dataset;
  const bases = await Promise.all(
    contents.categories.map(async ({ codes, outlines: _, ...category }): Promise<Base> => {
      return { category, codes: await codesOf(pieces, codes), isNew: false };
    }),
  );
  const words = {
    palette: contents.palette,
    mostLabels: contents.most_labels,
    rules: nameRules(contents),
  };
  const record = new PageRecord(bases, nCells, words);
  // kept by another version of this page, or in another page: what it can't draw is left out, not the rest
  const lost = before.filter((asked) => !record.again(asked)).length;
  const ofCategory = (name: string) => record.categories().find((category) => category.name === name);
  const data = new PageData(contents, pieces, (name) => {
    const found = ofCategory(name);
    const codes = found && record.codes(found.id);
    return codes ? { codes, codeOf: (label) => found.labels.find((one) => one.name === label)?.code } : null;
  });
  const selecting = new Selecting({
    // as long as the page
    inside: createInside(new AbortController().signal),
    nCells,
    xy: (basis) => data.xy(basis),
    passing: (column, filter) => data.passing(column, filter),
  });
  let part: Part = null;
  let revision = contents.revision + record.done.length;

  // -- traits and events, as a model of anywidget has them

  const listeners = new Map<string, Set<Told | (() => void)>>();
  const traits: TraitsMessage = {
    embedding: contents.embedding,
    color: contents.color,
    category: contents.category,
    categories: record.categories(),
    n_selected: 0,
    revision,
    theme: "auto",
    height: 640,
    status: status(),
  };
  function status(): StatusMessage {
    return {
      state: "saved",
      name: contents.title,
      path: null,
      file: null,
      folder: "",
      id: contents.draft,
      place: `page ${contents.page}`,
      suggested_name: "",
      saved_at: null,
      message: null,
      undo: record.undoText,
      redo: record.redoText,
    };
  }
  function set<K extends keyof TraitsMessage>(name: K, value: TraitsMessage[K]): void {
    if (traits[name] === value) return;
    traits[name] = value;
    for (const hear of [...(listeners.get(`change:${name}`) ?? [])]) (hear as () => void)();
  }
  function tell(message: object, buffers: Buffers = []): void {
    for (const hear of [...(listeners.get("msg:custom") ?? [])]) (hear as Told)(message, buffers);
  }
  const event = (message: EventMessage, buffers: Buffers = []) => tell(message, buffers);

  async function tellSelection(request: string | null): Promise<number> {
    const { message, masks } = await selecting.told(request);
    const all = new Uint8Array(masks.reduce((sum, mask) => sum + Math.ceil(mask.length / 8), 0));
    for (const [i, mask] of masks.entries()) all.set(bitsOf(mask), i * Math.ceil(nCells / 8));
    set("n_selected", message.n);
    event({ event: "selection", browser: null, ...message }, masks.length > 0 ? [new DataView(all.buffer)] : []);
    return message.n;
  }
  const selected = async ({ id }: { id: string }) => ({ body: { n: await tellSelection(id) } });
  const shown = (body: { part?: string }): Part => {
    if (body.part !== undefined && body.part !== part?.name)
      throw new Refused("Other cells are shown by now: look again, and select them then.");
    return body.part === undefined ? null : part;
  };

  // -- edits: recorded, and drawn as patches

  async function drawn(step: { deed: Deed; patches: Patch[] } | null, message: (deed: Deed) => string) {
    if (!step) return { revision, changed: 0, message: null, former: [] };
    const [base, { deed, patches }] = [revision++, step];
    const mask = new Uint8Array(nCells);
    const packed = patches.map(({ category, code, cells }) => {
      mask.fill(0);
      for (const cell of cells) mask[cell] = 1;
      const { cells: header, buffer } = encodeCells(mask);
      return { part: { category, code, cells: header }, buffer: new DataView(buffer) };
    });
    set("categories", record.categories());
    if (deed.op === "create_category" && !ofCategory(traits.category ?? "")) {
      set("category", record.categories().at(-1)?.name ?? null);
    }
    if (traits.color !== null && !ofCategory(traits.color) && !data.column(traits.color)) set("color", null);
    event(
      { event: "codes", base, revision, parts: packed.map((one) => one.part) },
      packed.map((one) => one.buffer),
    );
    set("revision", revision);
    set("status", status());
    if (selecting.follows(deed.category)) await tellSelection(null);
    hears.changed();
    return { revision, changed: deed.changed.length, message: message(deed), former: deed.former };
  }
  function asked(op: string, args: Record<string, unknown>, cells: Uint8Array | null): Asked {
    if (!(EDITS as readonly string[]).includes(op) || args.like !== undefined) throw new Refused(OTHER);
    const name = op === "create_category" ? args.name : args.category;
    return {
      op: op as Op,
      category: String(name),
      label: typeof args.label === "string" ? args.label : null,
      ...(typeof args.text === "string" && { text: args.text }),
      cells: cells ? positions(cells) : new Uint32Array(0),
      time: hears.now(),
    };
  }
  async function edited(op: keyof Edits, args: Record<string, unknown>, cells: Uint8Array | null) {
    const made = record.do(asked(op, args, cells));
    // the first category is looked at at once, as in a notebook
    const body = await drawn(made, inWords);
    if (made && op === "create_category") {
      set("category", made.deed.category);
      set("color", made.deed.category);
    }
    return { body };
  }

  const answers: Answers = {
    hello: () => ({ body: hello(), beside: new Uint8Array(0) }),
    coordinates: async ({ embedding }) => ({ body: { n: nCells }, beside: await data.xy(embedding) }),
    column: async ({ name }) => {
      const column = data.column(name);
      if (!column) throw data.missing(name);
      if (column.kind === "category") {
        const codes = await data.codes(name);
        const levels = (column.levels ?? []).map((level) => level.name);
        return { body: { kind: "category", dtype: column.codes.dtype, levels }, beside: codes };
      }
      const { n_missing, min, max, low, high } = column;
      return { body: { kind: "number", n_missing, min, max, low, high }, beside: await data.numbers(name) };
    },
    codes: ({ category }) => {
      const codes = record.codes(category);
      if (!codes) throw new Refused("This category is gone.");
      return { body: { dtype: "uint32", revision }, beside: codes.slice() };
    },
    outlines: async ({ category }) => {
      const found = contents.categories.find(({ id }) => id === category)?.outlines;
      if (!found) return { body: { outlines: [] } };
      return { body: { outlines: found.told }, beside: await bytesOf(pieces(found.corners)) };
    },
    names: async ({ block }) => ({
      body: { names: (await data.names()).slice(block * BLOCK, (block + 1) * BLOCK) },
    }),
    genes: ({ query, n }) => {
      const wanted = query.trim().toLowerCase();
      const found = contents.genes.filter(({ name, id }) => `${name}\n${id}`.toLowerCase().includes(wanted));
      const rank = ({ name }: { name: string }) => (name.toLowerCase().startsWith(wanted) ? 0 : 1);
      const genes = found.sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name)).slice(0, n);
      return { body: { genes: genes.map(({ name, id, key }) => ({ name, id, key, note: null, alike: false })) } };
    },
    markers: async ({ against, method }) => {
      const [mask] = (await selecting.told(null)).masks;
      return markersOf(contents, pieces, bases, mask ?? null, against === "rest" && method === "t-test");
    },
    cancel: () => ({ body: {} }),
    select: async (body, cells) => {
      await selecting.select(body, cells, shown(body));
      return selected(body);
    },
    select_all: (body) => {
      selecting.all(shown(body));
      return selected(body);
    },
    invert_selection: async (body) => {
      await selecting.invert(shown(body));
      return selected(body);
    },
    clear_selection: (body) => {
      selecting.clear(body.keep_filters ?? false);
      return selected(body);
    },
    drop_step: (body) => {
      selecting.drop(body.index, body.serial);
      return selected(body);
    },
    filter: async (body) => {
      selecting.filter(body.column, body.wanted);
      return selected(body);
    },
    undo_selection: async ({ id }) => {
      const went = selecting.step(true);
      await tellSelection(id);
      return { body: { went } };
    },
    redo_selection: async ({ id }) => {
      const went = selecting.step(false);
      await tellSelection(id);
      return { body: { went } };
    },
    isolate: ({ id }, cells) => {
      const mask = cells ?? new Uint8Array(nCells);
      const n = count(mask);
      part = n === nCells ? null : { mask, n, name: id };
      const beside = part ? [new DataView(bitsOf(mask).buffer)] : [];
      event({ event: "part", n: part ? n : null, name: part ? id : null }, beside);
      return { body: { n } };
    },
    show_all: () => {
      part = null;
      event({ event: "part", n: null, name: null });
      return { body: {} };
    },
    edit: ({ op, args }, cells) => edited(op, { ...args }, cells),
    undo: async () => {
      const { message } = await drawn(record.undo(), inWords);
      return { body: { revision, message } };
    },
    redo: async () => {
      const { message } = await drawn(record.redo(), inWords);
      return { body: { revision, message } };
    },
    // what is asked is answered at once: nothing can be under way
    known: ({ requests }) => ({ body: { known: [...requests] } }),
    save: () => {
      hears.save();
      return { body: {} };
    },
  };

  function hello(): Requests["hello"]["reply"] {
    return {
      dataset: contents.dataset,
      session: `page ${contents.page}`,
      seen: 0,
      notebook: null,
      embeddings: contents.embeddings.map(({ xy: _, ...embedding }) => embedding),
      columns: contents.columns.map((column) => ({
        name: column.name,
        kind: column.kind,
        n_missing: column.n_missing,
        ...(column.levels && { levels: column.levels }),
      })),
      left_out: [],
      layer: contents.layer,
      layers: [contents.layer],
      n_genes: contents.genes.length,
      genes: contents.genes.map(({ name, id, key }) => ({ name, id, key, note: null })),
      sets: [],
      selection: { n: 0, serial: 0, request: null, steps: [], filters: {}, can_undo: false, can_redo: false },
      part: { n: null, name: null },
      kinds: Object.keys(answers),
      edits: [...EDITS],
    };
  }

  async function answer(message: Question): Promise<void> {
    try {
      const { id, kind, cells: header, packed = [] } = message;
      const beside = packed[0] === undefined ? null : new DataView(unpackBytes(packed[0]));
      const cells = header && beside ? maskOf(header, beside, nCells) : null;
      const handle = answers[kind] as ((asked: unknown, cells: Uint8Array | null) => Promise<Answer<Kind>>) | undefined;
      if (!handle) throw new Refused(OTHER);
      const { body, beside: bytes } = await handle(message, cells);
      tell({ id, part: 0, parts: 1, body }, bytes && bytes.byteLength > 0 ? [viewOf(bytes)] : []);
    } catch (error) {
      const known = error instanceof Refused;
      if (!known) console.error(error);
      const text = known ? error.message : `This page has failed (${(error as Error).message}): reload it.`;
      tell({ id: message.id, part: 0, parts: 1, error: text });
    }
  }
  /** One after the other, as a kernel does; never before the asker has returned. */
  let queue: Promise<void> = Promise.resolve();

  const model: PageModel = {
    get: (name) => traits[name],
    set,
    save_changes() {},
    on(name, listener) {
      const heard = listeners.get(name) ?? new Set();
      listeners.set(name, heard.add(listener as Told));
    },
    off(name, listener) {
      if (listener) listeners.get(name)?.delete(listener as Told);
      else listeners.delete(name);
    },
    send(asked) {
      queue = queue.then(() => answer(asked));
    },
  };
  return { model, record, data, lost };
}

function maskOf(header: CellSetHeader, view: DataView, nCells: number): Uint8Array {
  if (header.encoding === "bitset") return maskFromBitset(view, nCells);
  const mask = new Uint8Array(nCells);
  for (const cell of positionsFrom(header, view, nCells)) mask[cell] = 1;
  return mask;
}

function positions(mask: Uint8Array): Uint32Array {
  const found = new Uint32Array(count(mask));
  for (let i = 0, k = 0; i < mask.length; i++) if (mask[i]) found[k++] = i;
  return found;
}

function bitsOf(mask: Uint8Array): Uint8Array<ArrayBuffer> {
  const bits = new Uint8Array(Math.ceil(mask.length / 8));
  for (let i = 0; i < mask.length; i++) bits[i >> 3] = (bits[i >> 3] as number) | ((mask[i] as number) << (i & 7));
  return bits;
}

function viewOf(bytes: ArrayBuffer | ArrayBufferView): DataView {
  return ArrayBuffer.isView(bytes)
    ? new DataView(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength)
    : new DataView(bytes);
}
