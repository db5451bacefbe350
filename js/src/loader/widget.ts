/** What anywidget asks of a widget, as far as it matters here. */
import type { AnyModel } from "@anywidget/types";

export interface Rendering {
  model: AnyModel;
  el: HTMLElement;
}
export interface Widget {
  initialize(props: { model: AnyModel }): () => void;
  render(props: Rendering): () => void;
}
export type MakeWidget = () => Widget;
