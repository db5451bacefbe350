/** An edit as a person would say it. */
import type { CellSetHeader } from "../../wire/cells";
import type { Foreseen } from "../../wire/messages";
import type { Json } from "../../wire/values";
import { cells, count } from "../../words";

/** What is told of an edit. */
export interface Told {
  kind: "edit" | "undo" | "redo";
  op?: string;
  args?: Json;
  cells?: CellSetHeader;
}

/** With what is `foreseen` it says what would change now: "label 341 cells, now B cell, as CD8 T". */
export function inWords(edit: Told, foreseen?: Foreseen): string {
  const { kind, op, args = {}, cells: header } = edit;
  if (foreseen?.problem) return `${inWords(edit)} (can’t be done: ${foreseen.problem.replace(/\.$/, "")})`;
  if (kind !== "edit") return foreseen?.message ? `${kind}: ${foreseen.message}` : kind;
  const text = (name: string) => String(args[name] ?? "");
  const n = header?.n ?? 0;
  const some = cells(n);
  const now = foreseen ? nowWords(foreseen, n, text("label")) : "";
  switch (op) {
    case "label":
      if (foreseen?.changed === 0) return `label ${some} as ${text("label")}, which they are already`;
      return now ? `label ${some}, ${now}, as ${text("label")}` : `label ${some} as ${text("label")}`;
    case "unlabel":
      if (foreseen?.changed === 0) return `take the label from ${some}, which have none`;
      return now ? `take the label from ${some}, ${now}` : `take the label from ${some}`;
    case "create_category":
      return `create category ${text("name")}`;
    case "rename_category":
      return `rename category ${text("old")} to ${text("new")}`;
    case "delete_category":
      return `delete category ${text("name")}`;
    case "add_label":
      return `add label ${text("label")}`;
    case "rename_label":
      return `rename ${text("old")} to ${text("new")}`;
    case "delete_label":
      return `delete label ${text("label")}${foreseen?.changed ? ` of ${cells(foreseen.changed)}` : ""}`;
    case "merge_labels":
      return `merge ${(args.labels as string[] | undefined)?.join(", ")} into ${text("into")}`;
    case "recolor_label":
      return `change the colour of ${text("label")}`;
    case "recolor_labels":
      return `change the colours of ${text("category")}`;
    case "set_note":
      return `note on ${text("label")}`;
    case "set_term":
      return args.term ? `give ${text("label")} the term ${text("term")}` : `take the term from ${text("label")}`;
    case "set_terms":
      return `give terms to ${Object.keys(args.terms ?? {}).join(", ")}`;
    case "set_parent":
      return args.parent ? `nest ${text("label")} under ${text("parent")}` : `move ${text("label")} to the top`;
    case "set_parents":
      return `nest ${Object.keys(args.parents ?? {}).join(", ")}`;
    case "set_confidence":
      return `confidence in ${text("label")}: ${args.confidence ?? "none"}`;
    case "decide":
      return decisionInWords(args, some);
    case "keep_evidence":
      return `keep ${(args.genes as string[] | undefined)?.join(", ")} as evidence for ${text("label")}`;
    case "drop_evidence":
      return `take the evidence from ${text("label")}`;
    case "reorder_labels":
      return `change the order of ${text("category")}`;
    default:
      return String(op);
  }
}

/** A decision of a review: "accept 41 cells as B cell". */
function decisionInWords({ decision, label, given }: Json, some: string): string {
  const was = label === null || label === undefined ? "without a label" : `called ${label}`;
  switch (decision) {
    case "accept":
      return `accept ${some} ${was}`;
    case "relabel":
      return `label ${some} ${was} as ${given}`;
    case "unsure":
      return `mark ${some} ${was} as unsure`;
    default:
      return `skip ${some} ${was}`;
  }
}

/** Names in a sentence before it counts them. */
const NAMED = 2;

/** "now B cell"; of several "now B cell (300), without a label (41)". */
function nowWords({ former, changed }: Foreseen, n: number, label: string): string {
  const all = [...former, ...(n > changed && label ? [[label, n - changed] as const] : [])];
  if (all.length === 0) return "";
  const name = (was: string | null) => was ?? "without a label";
  if (all.length === 1) return `now ${name(all[0]?.[0] ?? null)}`;
  const listed = all.slice(0, NAMED).map(([was, cells]) => `${name(was)} (${count(cells)})`);
  const rest = all.slice(NAMED).reduce((sum, [, cells]) => sum + cells, 0);
  return `now ${[...listed, ...(rest > 0 ? [`others (${count(rest)})`] : [])].join(", ")}`;
}
