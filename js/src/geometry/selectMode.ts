/** How cells that are found join those selected before. */
export type SelectMode = "replace" | "add" | "subtract" | "intersect";
