/** The verbs on the user's categories. What an edit means is Python's affair: here it is sent, and the events are drawn. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { RequestError, type Rpc } from "../rpc";
import { type Category, encodeCells, type Json } from "../wire";
import { cells } from "../words";
import { requireWritable } from "./draft";
import type { Traits } from "./traits";

export interface EditResult {
  /** What was done, as a person would say it. */
  message: string;
  /** Null: nothing changed. */
  revision: number | null;
}
export interface Annotations {
  categories: ReadonlySignal<Category[]>;
  /** The category in use: it gets the labels. */
  inUse: ReadonlySignal<Category | null>;
  lastLabel: ReadonlySignal<string | null>;
  use(category: string): void;
  nextCategory(): void;
  nameDraft(name: string): Promise<void>;
  createCategory(name: string, like?: string): Promise<EditResult>;
  renameCategory(old: string, next: string): Promise<EditResult>;
  deleteCategory(name: string): Promise<EditResult>;
  addLabel(category: string, label: string): Promise<EditResult>;
  renameLabel(category: string, old: string, next: string): Promise<EditResult>;
  deleteLabel(category: string, label: string): Promise<EditResult>;
  mergeLabels(category: string, labels: string[], into: string): Promise<EditResult>;
  recolorLabel(category: string, label: string, color: string): Promise<EditResult>;
  reorderLabels(category: string, labels: string[]): Promise<EditResult>;
  /** An empty text takes the note away. */
  setNote(category: string, label: string, text: string): Promise<EditResult>;
  /** The label to all cells in view that have none. */
  labelRest(category: string, label: string): Promise<EditResult>;
  recolorAll(category: string, palette: "default" | "safe"): Promise<EditResult>;
  label(label: string): Promise<EditResult>;
  unlabel(): Promise<EditResult>;
  undo(): Promise<EditResult>;
  redo(): Promise<EditResult>;
  save(): Promise<void>;
}

const NOTHING_SELECTED = "Nothing is selected. Drag around some cells first, then give them a label.";
const NO_CATEGORY = "There is no category for labels yet. Create one first with “+ Category”.";

export function createAnnotations(rpc: Rpc, traits: Traits, selected: () => Uint8Array | null): Annotations {
  const { categories } = traits;
  const lastLabel = signal<string | null>(null);
  const inUse = computed(() => {
    const name = traits.category.value;
    return categories.value.find((category) => category.name === name) ?? categories.value[0] ?? null;
  });

  async function edit(
    op: string,
    args: Json,
    done: (changed: number) => string,
    mask?: Uint8Array,
  ): Promise<EditResult> {
    requireWritable(traits);
    const sent = mask && encodeCells(mask);
    const { body } = await rpc.ask("edit", { op, args, ...(sent && { cells: sent.cells }) }, sent ? [sent.buffer] : []);
    const happened = body.message !== null;
    return { message: done(body.changed as number), revision: happened ? (body.revision as number) : null };
  }
  /** An edit of the cells the person sees selected, never of all cells. */
  async function assign(op: "label" | "unlabel", args: Json, done: (changed: number) => string): Promise<EditResult> {
    const mask = selected();
    if (!mask) throw new RequestError(NOTHING_SELECTED);
    const category = inUse.peek()?.name;
    if (category === undefined) throw new RequestError(NO_CATEGORY);
    return edit(op, { ...args, category }, done, mask);
  }
  async function step(kind: "undo" | "redo"): Promise<EditResult> {
    requireWritable(traits);
    const { body } = await rpc.ask(kind);
    const what = body.message as string | null;
    const [did, nothing] = kind === "undo" ? ["Undid", "Nothing to undo"] : ["Redid", "Nothing to redo"];
    return { message: what === null ? nothing : `${did}: ${what}`, revision: null };
  }
  /** Colours by the category as well, unless the person is looking at a column of the data. */
  function use(category: string): void {
    traits.set("category", category);
    const color = traits.color.peek();
    const own = categories.peek().some(({ name }) => name === color);
    if (own || color === null) traits.set("color", category);
  }

  return {
    categories,
    inUse,
    lastLabel,
    use,
    nextCategory() {
      const all = categories.peek();
      const now = inUse.peek();
      const next = now && all[(all.indexOf(now) + 1) % all.length];
      if (next) use(next.name);
    },
    async nameDraft(name) {
      await rpc.ask("name_draft", { name });
    },
    createCategory: (name, like) =>
      edit("create_category", like === undefined ? { name } : { name, like }, () => `Created category ${name.trim()}`),
    renameCategory: (old, next) =>
      edit("rename_category", { old, new: next }, () => `Renamed ${old} to ${next.trim()}`),
    deleteCategory: (name) => edit("delete_category", { name }, () => `Deleted category ${name}`),
    addLabel: (category, label) => edit("add_label", { category, label }, () => `Added label ${label.trim()}`),
    renameLabel: (category, old, next) =>
      edit("rename_label", { category, old, new: next }, () => `Renamed ${old} to ${next.trim()}`),
    deleteLabel: (category, label) => edit("delete_label", { category, label }, () => `Deleted label ${label}`),
    mergeLabels: (category, labels, into) =>
      edit("merge_labels", { category, labels, into }, () => `Merged ${labels.join(", ")} into ${into}`),
    recolorLabel: (category, label, color) =>
      edit("recolor_label", { category, label, color }, () => `Changed the colour of ${label}`),
    reorderLabels: (category, labels) => edit("reorder_labels", { category, labels }, () => "Changed the order"),
    setNote: (category, label, text) =>
      edit("set_note", { category, label, text }, () =>
        text.trim() ? `Noted at ${label}` : `Took the note from ${label}`,
      ),
    labelRest: (category, label) =>
      edit("label_rest", { category, label }, (changed) => `Labelled ${cells(changed)} as ${label}`),
    recolorAll: (category, palette) =>
      edit("recolor_all", { category, palette }, () => `Changed the colours of ${category}`),
    label(label) {
      lastLabel.value = label;
      return assign("label", { label }, (changed) =>
        changed > 0 ? `Labelled ${cells(changed)} as ${label}` : `All of these are ${label} already`,
      );
    },
    unlabel: () =>
      assign("unlabel", {}, (changed) =>
        changed > 0 ? `Took the label from ${cells(changed)}` : "None of these has a label",
      ),
    undo: () => step("undo"),
    redo: () => step("redo"),
    async save() {
      await rpc.ask("save");
    },
  };
}
