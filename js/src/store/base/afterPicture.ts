/** What may wait until the cells are drawn. */

/** A page that is not seen has no frames: then this many ms are waited. */
const UNSEEN_MS = 1000;

/** Calls back once what was asked for by now has been drawn, in a task of its own. */
export function afterPicture(go: () => void): void {
  if (typeof requestAnimationFrame === "undefined") {
    go();
    return;
  }
  let gone = false;
  const once = () => {
    if (gone) return;
    gone = true;
    go();
  };
  const unseen = setTimeout(once, UNSEEN_MS);
  // the second frame begins when the first is on screen, which takes its time where there is no GPU
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      clearTimeout(unseen);
      setTimeout(once);
    }),
  );
}
