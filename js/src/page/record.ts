/**
 * What a colleague does in a page. An edit is recorded as it was asked for (which cells, by which name) and drawn as a
 * patch of codes; nothing else of what an edit means is known here: Python makes it again, with its own rules, when the
 * answer is taken, and compares. Pure.
 */
import type { Codes } from "../wire/arrays";
import type { Category, EditReply, Label } from "../wire/messages";
import type { PageCategory } from "./contents";
import { cleaned, type NameRules, Refused } from "./names";

export interface Base {
  category: Omit<PageCategory, "codes" | "outlines">;
  codes: Codes;
  /** It was made in the page. */
  isNew: boolean;
}
export type Op = "label" | "unlabel" | "create_category" | "add_label" | "set_note";
/** An edit as it was asked for; `label` is null where the label is taken away, and of a new category. */
export interface Asked {
  op: Op;
  category: string;
  label: string | null;
  /** Of a comment. */
  text?: string;
  cells: Uint32Array;
  time: string;
}
/** With what it drew. */
export interface Deed extends Asked {
  code: number;
  /** It made the label. */
  made: boolean;
  changed: Uint32Array;
  /** The codes that those had. */
  was: Uint32Array;
  /** How many of them had which label; the most frequent first. */
  former: EditReply["former"];
}
/** Cells that have another code now. */
export interface Patch {
  category: number;
  code: number;
  cells: Uint32Array;
}
export interface Words {
  palette: readonly string[];
  mostLabels: number;
  rules: NameRules;
}

const NONE = new Uint32Array(0);

export class PageRecord {
  readonly done: Deed[] = [];
  private undone: Deed[] = [];
  private readonly bases: Base[];
  private readonly now = new Map<number, Codes>();
  private readonly nCells: number;
  private readonly words: Words;

  constructor(bases: readonly Base[], nCells: number, words: Words) {
    this.bases = [...bases];
    this.nCells = nCells;
    this.words = words;
    for (const { category, codes } of bases) this.now.set(category.id, wide(codes));
  }

  get undoText(): string | null {
    const last = this.done.at(-1);
    return last ? inWords(last) : null;
  }
  get redoText(): string | null {
    const next = this.undone.at(-1);
    return next ? inWords(next) : null;
  }
  /** The categories as the page was given them, and those made here. */
  get given(): readonly Base[] {
    return this.bases;
  }
  codes(id: number): Codes | null {
    return this.now.get(id) ?? null;
  }

  /** The trait `categories`. */
  categories(): Category[] {
    return this.bases.map(({ category, codes: _, isNew: __, ...rest }) => {
      const counts = countsOf(this.now.get(category.id) as Codes);
      const labels = this.labelsOf(category.id).map((label) => ({ ...label, count: counts.get(label.code) ?? 0 }));
      return { ...rest, ...category, labels, unassigned: counts.get(0) ?? 0 };
    });
  }

  /** Makes an edit; null where nothing changed. Throws a sentence for what can't be recorded. */
  do(asked: Asked): { deed: Deed; patches: Patch[] } | null {
    const deed = this.drawn(asked);
    if (!deed) return null;
    const patches = this.redraw(deed);
    this.done.push(deed);
    this.undone = [];
    return { deed, patches };
  }

  /** Makes what was kept of another time; false where it can't be made here. What is there already is made. */
  again(asked: Asked): boolean {
    const category = this.bases.find((base) => base.category.name === cleaned(asked.category))?.category;
    if (category && asked.op === "create_category") return true;
    const label = cleaned(asked.label ?? "");
    if (category && asked.op === "add_label" && this.labelsOf(category.id).some(({ name }) => name === label))
      return true;
    try {
      this.do(asked);
      return true;
    } catch (error) {
      if (error instanceof Refused) return false;
      throw error;
    }
  }

  undo(): { deed: Deed; patches: Patch[] } | null {
    const deed = this.done.pop();
    if (!deed) return null;
    this.undone.push(deed);
    if (deed.op === "create_category") {
      const gone = this.bases.findIndex(({ category }) => category.name === deed.category);
      for (const { category } of this.bases.splice(gone, 1)) this.now.delete(category.id);
      return { deed, patches: [] };
    }
    const id = this.base(deed.category).category.id;
    const codes = this.now.get(id) as Codes;
    const back = new Map<number, number[]>();
    deed.changed.forEach((cell, i) => {
      const code = deed.was[i] as number;
      codes[cell] = code;
      const theirs = back.get(code);
      if (theirs) theirs.push(cell);
      else back.set(code, [cell]);
    });
    return {
      deed,
      patches: [...back].map(([code, cells]) => ({ category: id, code, cells: Uint32Array.from(cells) })),
    };
  }

  redo(): { deed: Deed; patches: Patch[] } | null {
    const deed = this.undone.pop();
    if (!deed) return null;
    const patches = this.redraw(deed);
    this.done.push(deed);
    return { deed, patches };
  }

  private base(name: string): Base {
    const found = this.bases.find(({ category }) => category.name === name);
    if (!found) throw new Refused(`There is no category “${name}” in this page.`);
    return found;
  }

  /** As given, with the notes and labels of what was done. */
  private labelsOf(id: number): Omit<Label, "count">[] {
    const { category } = this.bases.find((base) => base.category.id === id) as Base;
    const labels = category.labels.map((label) => ({ ...label }));
    for (const deed of this.done) {
      if (deed.category !== category.name || deed.label === null) continue;
      if (deed.made) labels.push(this.fresh(deed.label, deed.code, labels));
      const noted = deed.op === "set_note" && labels.find(({ name }) => name === deed.label);
      if (noted) noted.note = deed.text ?? "";
    }
    return labels;
  }

  private fresh(name: string, code: number, others: readonly { color: string }[]): Omit<Label, "count"> {
    const { palette } = this.words;
    const taken = new Set(others.map(({ color }) => color));
    const color = palette.find((one) => !taken.has(one)) ?? (palette[code % palette.length] as string);
    const plain = { note: "", evidence: [], term: null, parent: null, level: 1, confidence: null, reserved: false };
    return { code, name, color, ...plain };
  }

  /** What an edit draws, worked out on how the labels are now; null: nothing. */
  private drawn(given: Asked): Deed | null {
    const asked = { ...given, category: cleaned(given.category) };
    const nothing = { code: 0, made: false, changed: NONE, was: NONE, former: [] };
    if (asked.op === "create_category") {
      if (this.bases.some(({ category }) => category.name === asked.category))
        throw new Refused(`There is a category “${asked.category}” already.`);
      this.words.rules.checkNew(asked.category, "category");
      return { ...asked, ...nothing };
    }
    const { category } = this.base(asked.category);
    const labels = this.labelsOf(category.id);
    if (asked.op === "unlabel") return this.assigned({ ...asked, label: null }, 0, false, category.id, labels);
    const label = cleaned(asked.label ?? "");
    const known = labels.find(({ name }) => name === label);
    if (asked.op === "set_note") {
      if (!known) throw new Refused(`There is no label “${label}” in ${category.name}.`);
      const text = this.words.rules.note(asked.text ?? "");
      return text === known.note ? null : { ...asked, label, text, ...nothing, code: known.code };
    }
    if (asked.op === "add_label" && known) throw new Refused(`There is a label “${label}” already.`);
    if (!known) this.checkNew(label, category.name, labels.length);
    const code = known?.code ?? Math.max(0, ...labels.map((one) => one.code)) + 1;
    return this.assigned({ ...asked, label }, code, !known, category.id, labels);
  }

  private assigned(asked: Asked, code: number, made: boolean, id: number, labels: Omit<Label, "count">[]): Deed | null {
    const codes = this.now.get(id) as Codes;
    const changed = asked.cells.filter((cell) => codes[cell] !== code);
    if (changed.length === 0 && !made) return null;
    const was = Uint32Array.from(changed, (cell) => codes[cell] as number);
    const names = new Map(labels.map((label) => [label.code, label.name]));
    const counted = [...countsOf(was)].map(([one, n]) => [names.get(one) ?? null, n] as const);
    return { ...asked, code, made, changed, was, former: counted.sort((a, b) => b[1] - a[1]) };
  }

  private redraw({ op, category: name, code, changed }: Deed): Patch[] {
    if (op === "create_category") {
      const id = Math.max(0, ...this.bases.map(({ category }) => category.id)) + 1;
      this.bases.push({ category: { id, name, labels: [] }, codes: new Uint32Array(this.nCells), isNew: true });
      this.now.set(id, new Uint32Array(this.nCells));
      return [];
    }
    const id = this.base(name).category.id;
    const codes = this.now.get(id) as Codes;
    for (const cell of changed) codes[cell] = code;
    return changed.length > 0 ? [{ category: id, code, cells: changed }] : [];
  }

  /** A name that a file can hold, of a label for which there is room; all else of names is Python's to say. */
  private checkNew(label: string, category: string, nLabels: number): void {
    const { rules, mostLabels } = this.words;
    rules.checkNew(label, "label");
    if (nLabels >= mostLabels)
      throw new Refused(`${category} has ${mostLabels.toLocaleString("en")} labels, and can have no more.`);
  }
}

/** Room for any number of labels: codes are never widened later. */
function wide(codes: Codes): Codes {
  return Uint32Array.from(codes);
}

function countsOf(codes: Codes): Map<number, number> {
  const counts = new Map<number, number>();
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return counts;
}

export function inWords({ op, category, label, changed }: Deed): string {
  const cells = changed.length === 1 ? "1 cell" : `${changed.length.toLocaleString("en")} cells`;
  switch (op) {
    case "label":
      return `label ${cells} as ${label}`;
    case "unlabel":
      return `take the label from ${cells}`;
    case "create_category":
      return `create category ${category}`;
    case "add_label":
      return `add label ${label}`;
    case "set_note":
      return `note on ${label}`;
  }
}
