/** Draws the layer: a popover beside its anchor, kept inside the box, or a dialog in the middle of it. */
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { focusables, focusOn, keepFocusInside } from "./focus";
import type { Floating, Layer } from "./layer";
import { keepPlaced } from "./placing";

export function LayerView({ layer }: { layer: Layer }) {
  const floating = layer.floating.value;
  return floating ? <FloatingView key={floating.label} layer={layer} floating={floating} /> : null;
}

function FloatingView({ layer, floating }: { layer: Layer; floating: Floating }) {
  const ref = useRef<HTMLDivElement>(null);
  const { kind, label, anchor, content: Content } = floating;

  useLayoutEffect(() => {
    const own = ref.current;
    const box = own?.closest<HTMLElement>(".cxw");
    if (!own || !box) return;
    const end = kind === "popover" ? keepPlaced(own, anchor, box) : () => {};
    focusOn(own.querySelector<HTMLElement>("[data-autofocus]:not([disabled])") ?? focusables(own)[0]);
    const leave = keepFocusInside(own, box);
    return () => {
      leave();
      end();
    };
  }, [kind, anchor]);

  useEffect(() => {
    const ended = new AbortController();
    const outside = (event: Event) => {
      const path = event.composedPath();
      if (ref.current && !path.includes(ref.current) && !path.includes(anchor)) layer.close();
    };
    document.addEventListener("pointerdown", outside, { signal: ended.signal, capture: true });
    return () => ended.abort();
  }, [layer, anchor]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.preventDefault();
      layer.close();
    } else if (event.key === "Tab" && ref.current) {
      // Tab goes round inside: what floats is answered or closed.
      const stops = focusables(ref.current);
      const at = stops.indexOf((ref.current.getRootNode() as ShadowRoot).activeElement as HTMLElement);
      event.preventDefault();
      stops[(at + (event.shiftKey ? -1 : 1) + stops.length) % stops.length]?.focus();
    }
    event.stopPropagation();
  };
  const panel = (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the controls inside, on their way out
    <div ref={ref} class={`cxw-floating cxw-${kind}`} onKeyDown={onKeyDown} {...dialogRole(kind, label)}>
      <Content />
    </div>
  );
  return kind === "dialog" ? <div class="cxw-backdrop">{panel}</div> : panel;
}

function dialogRole(kind: Floating["kind"], label: string) {
  return kind === "dialog" ? ({ role: "dialog", "aria-modal": true, "aria-label": label } as const) : {};
}
