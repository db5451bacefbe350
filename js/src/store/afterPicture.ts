/** What may wait until the cells are drawn. */

/** A page that is not seen has no frames: then this many ms are waited. */
const UNSEEN_MS = 1000;

/** Calls back after the next frame, in a task of its own. */
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
  requestAnimationFrame(() => {
    clearTimeout(unseen);
    setTimeout(once);
  });
}
