/** Whose labels can be compared with, and what they are called. Pure. */
import type { Other } from "../../store/evidence/agreement";
import type { Colleague } from "../../wire/compared";

export function ofColleague({ name, path }: Pick<Colleague, "name" | "path">, category: string): Other {
  return { key: `draft:${path}:${category}`, text: `${name}: ${category}`, message: { path, category } };
}

export function ofColumn(column: string): Other {
  return { key: `column:${column}`, text: column, message: { column } };
}

export function ofFile(path: string): Other {
  return { key: `file:${path}`, text: path.split(/[\\/]/).at(-1) || path, message: { path } };
}
