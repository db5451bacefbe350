/** The key that goes to the search for a gene, which may open the drawer that it lies in. */
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { focusOn } from "../../ui/focus";
import { useView } from "../common/context";

/** Returns what leads back to the plot, and closes the drawer if the key opened it. */
export function useSearchKey(field: RefObject<HTMLInputElement | null>): () => void {
  const view = useView();
  /** The key opened the drawer, which goes again when a gene was found. */
  const opened = useRef(false);

  useEffect(() => {
    view.focusGeneSearch = () => {
      const input = field.current;
      if (!input) return;
      view.room.full.value = false;
      if (input.offsetParent === null) {
        opened.current = view.room.reveal("right");
        // once the drawer is there, and before the next key, which would be a key of the plot
        queueMicrotask(() => focusOn(field.current));
      } else focusOn(input);
      input.select();
    };
    return () => {
      view.focusGeneSearch = () => {};
    };
  }, [view, field]);

  return () => {
    if (opened.current) view.room.drawer.value = null;
    opened.current = false;
    view.focusPlot();
  };
}
