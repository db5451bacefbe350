/** A picture on the clipboard of the browser. */

/** Why no picture can be copied here; null: it can, as far as one knows before. */
export function whyNoCopy(): string | null {
  if (!window.isSecureContext)
    return "Pictures can be copied only from a page that is served by https, or from this very computer: save it instead";
  if (typeof ClipboardItem === "undefined" || !navigator.clipboard?.write)
    return "This browser can't copy pictures: save it instead";
  return null;
}

/** Begins at once, while the click counts; what is copied may come later. */
export async function copyPicture(png: Promise<Blob>): Promise<void> {
  await navigator.clipboard.write([new ClipboardItem({ "image/png": png })]);
}
