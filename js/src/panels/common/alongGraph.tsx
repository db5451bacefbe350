/** What goes along a graph of neighbours; where the data has none, one is offered to be computed first. */
import type { Slice } from "../../store/store";
import type { View } from "../../view/view";
import type { Way } from "../../wire/neighborMessages";
import { NeighborsCard } from "./NeighborsCard";

type Needs = Slice<"neighbors" | "selection">;

/** Does something with the graph to go along. `anchor`: where the focus returns to after a dialog. */
export function withGraph(
  { neighbors }: Slice<"neighbors">,
  view: View,
  anchor: HTMLElement,
  go: (graph: string) => Promise<unknown>,
): void {
  const begun = neighbors.graph().then((graph) => {
    if (graph !== null) return go(graph);
    const then = (made: string) => void view.attempt(go(made));
    const content = () => <NeighborsCard then={then} />;
    view.layer.open({ kind: "dialog", label: "Neighbours", anchor, content });
    return undefined;
  });
  void view.attempt(begun);
}

/** Makes the column of doubt of a category or a column of levels, and colours by it. */
export function showDoubt(parts: Slice<"neighbors">, view: View, anchor: HTMLElement, name: string): void {
  withGraph(parts, view, anchor, (graph) => parts.neighbors.doubt(name, graph));
}

export function stepAlongGraph(parts: Needs, view: View, anchor: HTMLElement, way: Way): void {
  if (!parts.selection.active.peek()) {
    view.say({ text: `Select some cells first: their neighbours are what ${way}s the selection`, undoes: null });
    return;
  }
  withGraph(parts, view, anchor, (graph) => parts.selection.along(way, graph));
}

/** Shift with + or −, as the keyboards of the world have them: the sign of Shift and that key, or of the number pad. */
export function wayOf({ key, code, shiftKey, altKey, ctrlKey, metaKey }: KeyboardEvent): Way | null {
  if (!shiftKey || altKey || ctrlKey || metaKey) return null;
  // a Japanese keyboard has = above −
  if (key === "_" || key === "-" || key === "−" || (key === "=" && code === "Minus")) return "shrink";
  // a German one has * above +; elsewhere * is above a digit, and no sign of this
  return key === "+" || key === "=" || (key === "*" && !code.startsWith("Digit")) ? "grow" : null;
}
