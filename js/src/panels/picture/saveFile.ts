/** A file to the downloads of the browser; a picture to its clipboard. */

export function saveFile(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.style.display = "none";
  document.body.append(link);
  link.click();
  link.remove();
  // the browser has taken hold of it by then
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

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
