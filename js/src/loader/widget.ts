/** What anywidget asks of a widget, as far as it matters here. */
import type { AnyModel } from "@anywidget/types";
import type { Ahead } from "../wire/ahead";

export interface Rendering {
  model: AnyModel;
  el: HTMLElement;
}
export interface Widget {
  /** `asked`: what was asked for the first picture meanwhile. */
  initialize(props: { model: AnyModel; asked?: Ahead | null }): () => void;
  render(props: Rendering): () => void;
}
export type MakeWidget = () => Widget;
