/** The trait `categories` as it travels: the labels of a category are one text of columns, which is read where it is another. */
import type { Category, Label, TraitsMessage } from "./messages";

type SentCategory = NonNullable<TraitsMessage["categories"]>[number];

/** What a label is where nothing is said: a column in which all are so is left out. */
export const USUAL: Omit<Label, "code" | "name" | "color" | "count"> = {
  note: "",
  evidence: [],
  term: null,
  parent: null,
  level: 1,
  confidence: null,
  reserved: false,
  region: null,
};

export type Columns = { [K in keyof Label]?: Label[K][] };

export function labelsFrom(text: string): Label[] {
  const columns: Columns = JSON.parse(text);
  const { code = [], name = [], color = [], count = [] } = columns;
  const rest = (Object.keys(USUAL) as (keyof typeof USUAL)[]).filter((field) => columns[field]);
  return code.map((its, i) => {
    const label = { ...USUAL, code: its, name: name[i], color: color[i], count: count[i] };
    for (const field of rest) Object.assign(label, { [field]: columns[field]?.[i] });
    return label as Label;
  });
}

/** Reads what comes time after time: labels whose text is as it was are the very same. */
export function categoriesReader(): (sent: readonly SentCategory[] | null) => Category[] {
  let before = new Map<number, { text: string; labels: Label[] }>();
  return (sent) => {
    const now: typeof before = new Map();
    const read = (sent ?? []).map(({ labels: given, ...category }) => {
      // a page of its own has no text to read
      if (typeof given !== "string") return { ...category, labels: given };
      const known = before.get(category.id);
      const labels = known?.text === given ? known.labels : labelsFrom(given);
      now.set(category.id, { text: given, labels });
      return { ...category, labels };
    });
    before = now;
    return read;
  };
}
