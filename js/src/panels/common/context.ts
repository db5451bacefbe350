import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Store } from "../../store/store";
import type { View } from "../../view/view";

/** The store of the model and the state of this view, for every component below. */
export const Here = createContext<{ store: Store; view: View } | null>(null);

export function useHere(): { store: Store; view: View } {
  const here = useContext(Here);
  if (!here) throw new Error("A panel was rendered outside of a view.");
  return here;
}
