/** Lists and panels are where they were scrolled to, also after their box was out of the page, which forgets it. */

/** Gives what scrolls them back. */
export function keepScrolled(root: ShadowRoot, lifetime: AbortSignal): () => void {
  const at = new WeakMap<Element, readonly [number, number]>();
  root.addEventListener(
    "scroll",
    ({ target }) => {
      if (target instanceof Element) at.set(target, [target.scrollTop, target.scrollLeft]);
    },
    { capture: true, signal: lifetime },
  );
  return () => {
    for (const pane of root.querySelectorAll(".cxw-scroll")) {
      const place = at.get(pane);
      if (place) [pane.scrollTop, pane.scrollLeft] = place;
    }
  };
}
