/** Labels nested under others of their category: who is below, in which order they are shown, what stands for one at a level. Pure. */
import type { Category, Label } from "../../wire/messages";

/** What is asked of a label here. */
export type Nested = Pick<Label, "name" | "parent">;

/** Each label followed by those nested under it; else in the order they have. */
export function families<L extends Nested>(labels: readonly L[]): L[] {
  const names = new Set(labels.map(({ name }) => name));
  const below = new Map<string | null, L[]>();
  for (const label of labels) {
    const parent = label.parent !== null && names.has(label.parent) ? label.parent : null;
    const siblings = below.get(parent);
    if (siblings) siblings.push(label);
    else below.set(parent, [label]);
  }
  const found: L[] = [];
  const add = (label: L) => {
    found.push(label);
    for (const child of below.get(label.name) ?? []) add(child);
  };
  for (const label of below.get(null) ?? []) add(label);
  return found;
}

/** The labels above one, the nearest first. */
export function above(labels: readonly Nested[], name: string): string[] {
  return lineAbove(parentsOf(labels), name);
}

function parentsOf(labels: readonly Nested[]): ReadonlyMap<string, string | null> {
  const known = parentsIn.get(labels) ?? new Map(labels.map((label) => [label.name, label.parent]));
  parentsIn.set(labels, known);
  return known;
}

/** Asked for each of a thousand rows: made once for a list of labels, which is never changed but replaced. */
const parentsIn = new WeakMap<readonly Nested[], ReadonlyMap<string, string | null>>();
const spansIn = new WeakMap<readonly Nested[], Spans<Nested>>();

interface Spans<L> {
  ordered: readonly L[];
  /** Where each label stands there, and where those under it end. */
  spans: ReadonlyMap<string, readonly [from: number, to: number]>;
}

function spansOf<L extends Nested>(labels: readonly L[]): Spans<L> {
  const known = spansIn.get(labels) as Spans<L> | undefined;
  if (known) return known;
  const ordered = families(labels);
  const spans = new Map<string, [number, number]>();
  const open: string[] = [];
  const close = (until: string | null, to: number) => {
    while (open.length > 0 && open.at(-1) !== until) (spans.get(open.pop() as string) as [number, number])[1] = to;
  };
  for (const [i, { name, parent }] of ordered.entries()) {
    close(parent, i);
    spans.set(name, [i, i + 1]);
    open.push(name);
  }
  close(null, ordered.length);
  const made = { ordered, spans };
  spansIn.set(labels, made);
  return made;
}

function lineAbove(parents: ReadonlyMap<string, string | null>, name: string): string[] {
  const found: string[] = [];
  for (let at = parents.get(name); at && !found.includes(at) && at !== name; at = parents.get(at)) found.push(at);
  return found;
}

/** A label and all that are nested under it, itself first. */
export function familyOf<L extends Nested>(labels: readonly L[], name: string): L[] {
  const { ordered, spans } = spansOf(labels);
  return ordered.slice(...(spans.get(name) ?? [0, 0]));
}

/** The label that these are, with all under it; null: they are no such family, or but one. */
export function familyIn(labels: readonly Nested[], names: readonly (string | null)[]): string | null {
  const wanted = new Set(names);
  if (wanted.size < 2) return null;
  const tops = labels.filter(({ name, parent }) => wanted.has(name) && !wanted.has(parent));
  const [top] = tops;
  if (!top || tops.length > 1) return null;
  const family = familyOf(labels, top.name);
  return family.length === wanted.size && family.every(({ name }) => wanted.has(name)) ? top.name : null;
}

export function isNested(labels: readonly Nested[]): boolean {
  return labels.some(({ parent }) => parent !== null);
}

/** How many levels there are: 1 where nothing is nested. */
export function depthOf(labels: readonly Pick<Label, "level">[]): number {
  return labels.reduce((most, { level }) => Math.max(most, level), 1);
}

/** The labels in sight: those under a folded one are not. */
export function unfolded<L extends Nested>(labels: readonly L[], isFolded: (label: L) => boolean): L[] {
  const away = new Set<string>();
  return labels.filter((label) => {
    const hidden = label.parent !== null && away.has(label.parent);
    if (hidden || isFolded(label)) away.add(label.name);
    return !hidden;
  });
}

/** Those that fit, each with the labels above it. */
export function withParents<L extends Nested>(labels: readonly L[], fits: (label: L) => boolean): L[] {
  const wanted = new Set<string>();
  const parents = parentsOf(labels);
  for (const label of labels) {
    if (!fits(label)) continue;
    wanted.add(label.name);
    for (const name of lineAbove(parents, label.name)) wanted.add(name);
  }
  return labels.filter(({ name }) => wanted.has(name));
}

/**
 * The order once a label, with all under it, stands before another one (null: at the end). It stays under its parent: where
 * that place is elsewhere it comes as near as it can.
 */
export function moved<L extends Nested>(labels: readonly L[], name: string, before: string | null): L[] {
  const ordered = families(labels);
  const label = ordered.find((other) => other.name === name);
  if (!label) return ordered;
  const family = new Set(familyOf(labels, name).map((one) => one.name));
  const at = before === null ? ordered.length : ordered.findIndex((other) => other.name === before);
  const siblings = ordered.filter(({ parent }) => parent === label.parent).map((one) => one.name);
  const next = siblings.find((one) => !family.has(one) && ordered.findIndex((other) => other.name === one) >= at);
  const others = ordered.filter((other) => other.name !== name);
  const to = next === undefined ? others.length : others.findIndex((other) => other.name === next);
  return families(others.toSpliced(to, 0, label));
}

/** The order once a label has changed places with the sibling before or after it; null: there is none. */
export function stepped<L extends Nested>(labels: readonly L[], name: string, by: -1 | 1): L[] | null {
  const ordered = families(labels);
  const label = ordered.find((other) => other.name === name);
  const siblings = ordered.filter(({ parent }) => parent === label?.parent);
  const at = siblings.findIndex((other) => other.name === name);
  const other = siblings[at + by];
  if (!label || !other) return null;
  const before = by < 0 ? other.name : (siblings[at + 2]?.name ?? null);
  return moved(labels, name, before);
}

/** By code the code of the label that stands for it at a level: the one above it there, or itself if it is no deeper. */
export function tableAt(labels: readonly Label[], level: number): Map<number, number> {
  const codes = new Map(labels.map(({ name, code }) => [name, code]));
  const table = new Map<number, number>();
  const parents = parentsOf(labels);
  for (const { name, code } of labels) {
    const line = [name, ...lineAbove(parents, name)];
    const at = line[Math.max(line.length - level, 0)] ?? name;
    table.set(code, codes.get(at) ?? code);
  }
  return table;
}

/** "level 1: cell_type", as the trait `color` says that the labels above are what is coloured by. */
export function levelColor(category: string, level: number): string {
  return `level ${level}: ${category}`;
}

/** The category and level that a color is about; null: it is about something else. */
export function levelOf(
  color: string | null,
  categories: readonly Category[],
): { category: Category; level: number } | null {
  const found = /^level (\d+): (.*)$/s.exec(color ?? "");
  const category = found && categories.find(({ name }) => name === found[2]);
  const level = Number(found?.[1]);
  return category && level >= 1 ? { category, level } : null;
}

/** What a condition on labels at a level asks of the labels themselves: those that are shown so. */
export function withoutLevels<T extends string | null>(
  where: Readonly<Record<string, readonly T[]>>,
  categories: readonly Category[],
): Record<string, readonly (T | string)[]> {
  const found: Record<string, readonly (T | string)[]> = {};
  for (const [column, names] of Object.entries(where)) {
    const known = categories.some(({ name }) => name === column);
    const at = known ? null : levelOf(column, categories);
    const own = at?.category.name ?? column;
    const asked = at
      ? [...names.filter((name) => name === null), ...belowAt(at.category.labels, at.level, names)]
      : names;
    const before = found[own];
    found[own] = before ? before.filter((name) => asked.includes(name as T)) : asked;
  }
  return found;
}

/** The labels that these stand for at a level. */
function belowAt(labels: readonly Label[], level: number, names: readonly (string | null)[]): string[] {
  const table = tableAt(labels, level);
  const wanted = new Set(labels.filter(({ name }) => names.includes(name)).map(({ code }) => code));
  return labels.filter(({ code }) => wanted.has(table.get(code) ?? code)).map(({ name }) => name);
}

/** A category, and its levels but the deepest, at which each label stands for itself. */
export function withLevels({ name, labels }: Category): string[] {
  return [name, ...Array.from({ length: depthOf(labels) - 1 }, (_, i) => levelColor(name, i + 1))];
}

/** How a color is called: "cell_type, level 1". */
export function colorInWords(color: string, categories: readonly Category[]): string {
  const known = categories.some(({ name }) => name === color);
  const at = known ? null : levelOf(color, categories);
  return at ? `${at.category.name}, level ${at.level}` : color;
}
