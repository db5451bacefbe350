/** The gene sets of the draft: Python's, pulled when it tells that they changed. */
import { effect, type ReadonlySignal, signal } from "@preact/signals";
import { geneSetBody } from "../../wire/bodies";
import type { GeneSet, GeneSetEdits } from "../../wire/geneMessages";
import { RequestError, type Rpc } from "../../wire/rpc";
import { count } from "../../words";
import type { EditResult } from "../base/edit";
import type { Traits } from "../base/traits";
import { requireWritable } from "../base/writable";
import type { Columns } from "../data/columns";
import type { DatasetStore } from "../data/dataset";
import { pairOf } from "../data/pairs";
import { SET_PREFIX } from "./genes";

export interface GeneSets {
  /** Null until they have been told. */
  all: ReadonlySignal<readonly GeneSet[] | null>;
  /** Their file; null as long as the draft has no name. */
  path: ReadonlySignal<string | null>;
  create(name: string, genes: string): Promise<EditResult>;
  rename(name: string, next: string): Promise<EditResult>;
  add(name: string, genes: string | readonly string[]): Promise<EditResult>;
  take(name: string, gene: string): Promise<EditResult>;
  remove(name: string): Promise<EditResult>;
  /** A file of the person's: cellxgene's CSV, or GMT. */
  read(file: File): Promise<EditResult>;
}

interface Ground {
  rpc: Rpc;
  traits: Pick<Traits, "status">;
  data: Pick<DatasetStore, "dataset" | "renew">;
  columns: Pick<Columns, "forget">;
}

/** The notebook's server drops larger messages without a word. */
const MOST_BYTES = 4_000_000;
const NAMED = 5;

export function createGeneSets({ rpc, traits, data, columns }: Ground, lifetime: AbortSignal): GeneSets {
  const all = signal<readonly GeneSet[] | null>(null);
  const path = signal<string | null>(null);

  /** The sets are also in the answer to an edit; the newest answer counts. */
  let asked = 0;
  async function take<T extends { body: { geneSets: readonly GeneSet[]; path: string | null } }>(
    asking: Promise<T>,
  ): Promise<T> {
    const number = ++asked;
    const reply = await asking;
    if (number !== asked) return reply;
    all.value = reply.body.geneSets;
    path.value = reply.body.path;
    return reply;
  }
  // Without an answer they are asked for at the next change; until then there are none to see.
  const pull = () => take(rpc.ask("gene_sets")).catch(() => {});
  async function edit<Op extends keyof GeneSetEdits>(
    op: Op,
    args: GeneSetEdits[Op],
    done: string,
    buffers: ArrayBuffer[] = [],
  ): Promise<EditResult> {
    requireWritable(traits);
    const { unknown } = (await take(rpc.ask("edit_gene_sets", geneSetBody(op, args), buffers))).body;
    if (unknown.length === 0) return { message: done, revision: null };
    const named = unknown.slice(0, NAMED).join(", ") + (unknown.length > NAMED ? " …" : "");
    return { message: `${done}; ${count(unknown.length)} not in the data, kept: ${named}`, revision: null };
  }

  let pulled = false;
  const stop = effect(() => {
    if (pulled || (data.dataset.value?.nGenes ?? 0) === 0) return;
    pulled = true;
    void pull();
  });
  lifetime.addEventListener("abort", stop);

  rpc.on("gene_sets", () => {
    const isSet = (name: string) => name.startsWith(SET_PREFIX);
    columns.forget(isSet);
    data.renew((key) => pairOf(key)?.some(isSet) ?? false);
    void pull();
  });

  return {
    all,
    path,
    create: (name, genes) => edit("create_gene_set", { name, genes }, `Created gene set ${name.trim()}`),
    rename: (name, next) => edit("change_gene_set", { name, rename: next }, `Renamed ${name} to ${next.trim()}`),
    add: (name, genes) => edit("change_gene_set", { name, add: genes }, `Added to ${name}`),
    take: (name, gene) => edit("change_gene_set", { name, remove: [gene] }, `Took ${gene} out of ${name}`),
    remove: (name) => edit("delete_gene_set", { name }, `Deleted gene set ${name}`),
    async read(file) {
      if (file.size > MOST_BYTES) {
        throw new RequestError(`${file.name} is too large to send. Pass its path: w.read_gene_sets("${file.name}").`);
      }
      return edit("read_gene_sets", {}, `Read gene sets of ${file.name}`, [await file.arrayBuffer()]);
    },
  };
}
