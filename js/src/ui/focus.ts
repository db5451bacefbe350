/** Keeping the keyboard's place. */

export function focusables(within: HTMLElement): HTMLElement[] {
  const all = within.querySelectorAll<HTMLElement>("button, input, select, textarea, [tabindex='0']");
  return [...all].filter((node) => !node.hasAttribute("disabled") && node.tabIndex >= 0 && node.offsetParent !== null);
}

/** Scrolls the lists and panels of ours that it is in, never the notebook around the box. */
export function reveal(shown: HTMLElement): void {
  let pane = shown.parentElement?.closest<HTMLElement>(".cxw-scroll");
  for (; pane; pane = pane.parentElement?.closest<HTMLElement>(".cxw-scroll")) {
    const [inner, outer] = [shown.getBoundingClientRect(), pane.getBoundingClientRect()];
    if (inner.top < outer.top) pane.scrollTop -= outer.top - inner.top;
    else if (inner.bottom > outer.bottom) {
      pane.scrollTop += Math.min(inner.bottom - outer.bottom, inner.top - outer.top);
    }
  }
}

/** Focus without moving the notebook. */
export function focusOn(control: HTMLElement | null | undefined): void {
  control?.focus({ preventScroll: true });
  if (control) reveal(control);
}

interface Followed {
  /** The control that has the focus, or had it when it was taken out of the page; null: none, or it was left on purpose. */
  last(): HTMLElement | null;
  forget(): void;
}

export function followFocus(within: HTMLElement | ShadowRoot, lifetime: AbortSignal): Followed {
  let last: HTMLElement | null = null;
  within.addEventListener(
    "focusin",
    (event) => {
      last = event.target as HTMLElement;
    },
    { signal: lifetime },
  );
  within.addEventListener(
    "focusout",
    (event) => {
      const left = event.target as HTMLElement;
      // A removed control may say goodbye too; only one that is still there was left on purpose.
      queueMicrotask(() => {
        if (left === last && left.isConnected) last = null;
      });
    },
    { signal: lifetime },
  );
  return {
    last: () => last,
    forget() {
      last = null;
    },
  };
}

/** When the focused control disappears (its label was deleted), the box takes the focus, so that keys go on working. */
export function keepFocus(box: HTMLElement, lifetime: AbortSignal): void {
  const focused = followFocus(box, lifetime);
  const observer = new MutationObserver(() => {
    if (focused.last()?.isConnected ?? true) return;
    focused.forget();
    if (!(box.getRootNode() as ShadowRoot).activeElement) box.focus({ preventScroll: true });
  });
  observer.observe(box, { childList: true, subtree: true });
  lifetime.addEventListener("abort", () => observer.disconnect());
}

/**
 * When the focused control of what floats goes or can't be used any more, another one in it takes the focus, so that Esc and
 * Tab go on meaning it; gives what ends that.
 */
export function keepFocusInside(floating: HTMLElement, box: HTMLElement): () => void {
  const ended = new AbortController();
  let last: HTMLElement | null = null;
  const follow = (event: FocusEvent) => {
    const now = event.target as HTMLElement;
    // the box takes the focus of what has gone
    if (now !== box) last = floating.contains(now) ? now : null;
  };
  box.addEventListener("focusin", follow, { signal: ended.signal });
  const focused = (floating.getRootNode() as ShadowRoot).activeElement as HTMLElement | null;
  if (floating.contains(focused)) last = focused;
  const observer = new MutationObserver(() => {
    if (!last || (floating.contains(last) && !last.hasAttribute("disabled"))) return;
    focusOn(floating.querySelector<HTMLElement>("[data-autofocus]:not([disabled])") ?? focusables(floating)[0]);
  });
  observer.observe(floating, { childList: true, subtree: true, attributeFilter: ["disabled"] });
  return () => {
    ended.abort();
    observer.disconnect();
  };
}
