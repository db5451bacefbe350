/** The verbs on the user's categories. What an edit means is Python's affair: here it is sent, and the events are drawn. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Category } from "../../wire/messages";
import { RequestError, type Rpc } from "../../wire/rpc";
import type { Term } from "../../wire/termMessages";
import { cells, count } from "../../words";
import { createEdit, type Done, type EditResult, type Former } from "../base/edit";
import type { Traits } from "../base/traits";
import type { Filter } from "../data/filterValue";
import { levelOf } from "../data/nesting";
import { lostWith } from "./lost";
import { askOnce } from "./manyCells";

export interface Labels {
  categories: ReadonlySignal<Category[]>;
  /** The category in use: it gets the labels. */
  inUse: ReadonlySignal<Category | null>;
  /** The label given last, by the name it has now; null when it is gone, or another category is in use. */
  lastLabel: ReadonlySignal<string | null>;
  use(category: string): void;
  nextCategory(): void;
  createCategory(name: string, like?: string): Promise<EditResult>;
  renameCategory(old: string, next: string): Promise<EditResult>;
  deleteCategory(name: string): Promise<EditResult>;
  /** `term`: what it is in the Cell Ontology. */
  addLabel(category: string, label: string, term?: Term): Promise<EditResult>;
  renameLabel(category: string, old: string, next: string): Promise<EditResult>;
  deleteLabel(category: string, label: string): Promise<EditResult>;
  mergeLabels(category: string, labels: string[], into: string): Promise<EditResult>;
  recolorLabel(category: string, label: string, color: string): Promise<EditResult>;
  /** All labels of a category in the colors of a scheme; "safe": told apart with any color vision. */
  recolorLabels(category: string, scheme: "scanpy" | "safe"): Promise<EditResult>;
  reorderLabels(category: string, labels: string[]): Promise<EditResult>;
  setNote(category: string, label: string, text: string): Promise<EditResult>;
  /** `term`: for a label that has none yet. */
  label(label: string, term?: Term): Promise<EditResult>;
  unlabel(): Promise<EditResult>;
  /** To all cells without a label that pass the filters, and are in the lasso if there is one. */
  labelRest(category: string, label: string): Promise<EditResult>;
}

/** "Labelled 214 cells as NK cell: 180 new, 34 were B cell". */
function labelled(changed: number, label: string, former: Former): string {
  const text = `Labelled ${cells(changed)} as ${label}`;
  const had = former.filter(([was]) => was !== null);
  if (had.length === 0) return text;
  const fresh = former.find(([was]) => was === null)?.[1] ?? 0;
  const parts = had.slice(0, 3).map(([was, n]) => `${count(n)} ${n === 1 ? "was" : "were"} ${was}`);
  const rest = had.slice(3).reduce((sum, [, n]) => sum + n, 0);
  if (rest > 0) parts.push(`${count(rest)} had others`);
  return `${text}: ${[...(fresh > 0 ? [`${count(fresh)} new`] : []), ...parts].join(", ")}`;
}

const NOTHING_SELECTED = "Nothing is selected. Drag around some cells first, then give them a label.";
const REST_UNKNOWN =
  "Which cells have no label is known when the kernel has answered what it was asked: nothing was labelled.";
const NO_CATEGORY = "There is no category for labels yet. Create one first with “+ Category”.";

/** The label given last: by its code as soon as there is one. */
interface Given {
  category: number;
  code: number | null;
  name: string;
}

/** The cells that edits are about, as the person sees them. */
export interface Meant {
  selected(): Promise<Uint8Array | null>;
  withoutLabel(category: string): Promise<Uint8Array | null>;
  /** The filters that chose them; null where some were picked besides, or there is none. */
  filteredOnly(): ReadonlyMap<string, Filter> | null;
  /** How many of these are not shown. */
  hidden(mask: Uint8Array): number;
}

export function createLabels(
  rpc: Rpc,
  traits: Pick<Traits, "categories" | "category" | "color" | "set" | "status">,
  meant: Meant,
): Labels {
  const { categories } = traits;
  const given = signal<Given | null>(null);
  const inUse = computed(() => {
    const name = traits.category.value;
    return categories.value.find((category) => category.name === name) ?? categories.value[0] ?? null;
  });
  const lastLabel = computed(() => {
    const [last, category] = [given.value, inUse.value];
    if (!last || last.category !== category?.id) return null;
    if (last.code === null) return last.name;
    return category.labels.find(({ code }) => code === last.code)?.name ?? null;
  });
  /** Before it is answered: the kernel may be busy, and "the last one" is what was typed last. */
  function remember(category: Category, label: string): Given {
    const name = label.trim().normalize("NFC");
    const code = category.labels.find((known) => known.name === name)?.code ?? null;
    const now = { category: category.id, code, name };
    given.value = now;
    return now;
  }
  /** Python has answered: the label is known by its code, through renames. */
  function settle(now: Given): void {
    const here = categories.peek().find(({ id }) => id === now.category);
    const code = here?.labels.find(({ name }) => name === now.name)?.code;
    if (given.peek() === now && code !== undefined) given.value = { ...now, code };
  }

  const edit = createEdit(rpc, traits);
  const asking = askOnce(meant.filteredOnly, meant.hidden);
  /** An edit of the cells the person sees selected, never of all cells. */
  async function assign(
    ask: (howMany: string) => string,
    again: () => Promise<EditResult>,
    send: (category: string, mask: Uint8Array) => Promise<EditResult>,
  ): Promise<EditResult> {
    const category = inUse.peek()?.name;
    const mask = await meant.selected();
    if (!mask?.includes(1)) throw new RequestError(NOTHING_SELECTED);
    if (category === undefined) throw new RequestError(NO_CATEGORY);
    asking.about(mask, ask, again);
    return send(category, mask);
  }
  /** Colors by the category as well, unless the person is looking at a column of the data. */
  function use(category: string): void {
    traits.set("category", category);
    const color = traits.color.peek();
    const own = categories.peek().some(({ name }) => name === color) || levelOf(color, categories.peek()) !== null;
    if (own || color === null) traits.set("color", category);
  }

  const verbs: Labels = {
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
    createCategory: (name, like) =>
      edit("create_category", like === undefined ? { name } : { name, like }, () => `Created category ${name.trim()}`),
    renameCategory: (old, next) =>
      edit("rename_category", { old, new: next }, () => `Renamed ${old} to ${next.trim()}`),
    deleteCategory: (name) => edit("delete_category", { name }, () => `Deleted category ${name}`),
    addLabel: (category, label, term) =>
      edit("add_label", { category, label, ...(term && { term: term.id }) }, () => `Added label ${label.trim()}`),
    renameLabel: (category, old, next) =>
      edit("rename_label", { category, old, new: next }, () => `Renamed ${old} to ${next.trim()}`),
    deleteLabel: (category, label) => edit("delete_label", { category, label }, () => `Deleted label ${label}`),
    mergeLabels(category, labels, into) {
      const there = categories.peek().find(({ name }) => name === category)?.labels ?? [];
      const lost = lostWith(there, labels, into);
      return edit("merge_labels", { category, labels, into }, () => `Merged ${labels.join(", ")} into ${into}${lost}`);
    },
    recolorLabel: (category, label, color) =>
      edit("recolor_label", { category, label, color }, () => `Changed the colour of ${label}`),
    recolorLabels: (category, scheme) =>
      edit("recolor_labels", { category, scheme }, () => `Changed the colours of ${category}`),
    reorderLabels: (category, labels) => edit("reorder_labels", { category, labels }, () => "Changed the order"),
    setNote: (category, label, text) =>
      edit("set_note", { category, label, text }, () =>
        text.trim() ? `Noted on ${label}` : `Took the note from ${label}`,
      ),
    async label(label, term) {
      const [before, category] = [given.peek(), inUse.peek()];
      const now = category && remember(category, label);
      const done: Done = (changed, former) =>
        changed > 0 ? labelled(changed, label, former) : `All of these are ${label} already`;
      try {
        const result = await assign(
          (howMany) => `Label ${howMany} as ${label}?`,
          () => verbs.label(label, term),
          (category, mask) => edit("label", { category, label, ...(term && { term: term.id }) }, done, mask),
        );
        if (now) settle(now);
        return result;
      } catch (error) {
        if (given.peek() === now) given.value = before;
        throw error;
      }
    },
    unlabel() {
      const done: Done = (n) => (n > 0 ? `Took the label from ${cells(n)}` : "None of these has a label");
      return assign(
        (howMany) => `Take the label from ${howMany}?`,
        () => verbs.unlabel(),
        (category, mask) => edit("unlabel", { category }, done, mask),
      );
    },
    async labelRest(category, label) {
      // Those on their way have no label on screen yet: they would be taken for the rest.
      if (rpc.editsWaiting.peek() > 0 || rpc.disconnected.peek()) throw new RequestError(REST_UNKNOWN);
      const rest = await meant.withoutLabel(category);
      if (!rest?.includes(1)) throw new RequestError("There is no cell without a label in view.");
      asking.about(
        rest,
        (howMany) => `Label ${howMany} as ${label}?`,
        () => verbs.labelRest(category, label),
      );
      return edit("label", { category, label }, (changed, former) => labelled(changed, label, former), rest);
    },
  };
  return verbs;
}
