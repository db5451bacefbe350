/** An edit as a person would say it. */
import { cells } from "../../words";
import type { UnsentEdit } from "./storage";

export function inWords({ kind, op, args = {}, cells: header }: UnsentEdit): string {
  if (kind !== "edit") return kind;
  const text = (name: string) => String(args[name] ?? "");
  const some = cells(header?.n ?? 0);
  switch (op) {
    case "label":
      return `label ${some} as ${text("label")}`;
    case "unlabel":
      return `take the label from ${some}`;
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
      return `delete label ${text("label")}`;
    case "merge_labels":
      return `merge ${(args.labels as string[] | undefined)?.join(", ")} into ${text("into")}`;
    case "recolor_label":
      return `change the colour of ${text("label")}`;
    case "recolor_labels":
      return `change the colours of ${text("category")}`;
    case "set_note":
      return `note on ${text("label")}`;
    case "reorder_labels":
      return `change the order of ${text("category")}`;
    default:
      return String(op);
  }
}
