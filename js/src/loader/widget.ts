/** What anywidget asks of a widget, as far as it matters here. */
import type { AnyModel } from "@anywidget/types";
import type { Ahead } from "../wire/ahead";

export interface Rendering {
  model: AnyModel;
  el: HTMLElement;
}
export interface Widget {
  /** `ahead`: what was asked for the first picture meanwhile. */
  initialize(props: { model: AnyModel; ahead?: Ahead | null }): () => void;
  render(props: Rendering): () => void;
}
export type MakeWidget = () => Widget;
