/** The door to the dialog, for every tool that has one. */
import type { View } from "../../view/view";
import { PictureDialog } from "./PictureDialog";
import type { What } from "./pictureBody";

/** `what`: what it begins with; the focus returns to `anchor`. */
export function openPicture(view: View, anchor: HTMLElement, what: What = "plot"): void {
  view.layer.open({ kind: "dialog", label: "Picture", anchor, content: () => <PictureDialog first={what} /> });
}
