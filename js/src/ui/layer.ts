/** What floats above the box: one popover or dialog at a time, inside the box (VS Code shows all outputs in one tall frame). */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { VNode } from "preact";

export interface Floating {
  kind: "popover" | "dialog";
  label: string;
  /** Where it hangs and where the focus returns to. */
  anchor: HTMLElement;
  content: () => VNode;
}
export interface Layer {
  floating: ReadonlySignal<Floating | null>;
  /** Opens; or closes what this very control has opened: a second click takes it away. */
  open(floating: Floating): void;
  /** Closes; the focus returns to the anchor unless something else has it by then. */
  close(): void;
  /** Whether what a choice needs is there: the others are not listed. */
  offers(needs: string): boolean;
}

export function createLayer(offers: (needs: string) => boolean = () => true): Layer {
  const floating = signal<Floating | null>(null);
  const layer: Layer = {
    floating,
    offers,
    open(next) {
      const now = floating.peek();
      if (now?.anchor === next.anchor && now.label === next.label) layer.close();
      else floating.value = next;
    },
    close() {
      const closed = floating.peek();
      if (!closed) return;
      const root = closed.anchor.getRootNode() as ShadowRoot;
      const inside = root.activeElement?.closest?.(".cxw-floating") ?? null;
      floating.value = null;
      if (inside || !root.activeElement) closed.anchor.focus({ preventScroll: true });
    },
  };
  return layer;
}
